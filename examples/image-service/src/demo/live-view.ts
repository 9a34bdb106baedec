import type { DomainEvent } from '@safelight/core';
import { eventText, nameIn } from './event-text.ts';
import type { Progress } from './progress.ts';
import type { Colour, Screen } from './screen.ts';
import { printable, seconds } from './text.ts';

/** How often the bar is drawn anew, in milliseconds: its clock shows that a long image is under way. */
const redrawEvery = 100;

/** For so many milliseconds a notice is not told again: each connection to a server reports the same outage. */
const sameNoticeFor = 1_000;

/** `task.processing`, the longest. */
const typeWidth = 15;

const colourOf: Partial<Record<DomainEvent['eventType'], Colour>> = {
  'task.completed': 'green',
  'task.failed': 'red',
  'task.progress': 'dim',
};

/** A line for each event as it is heard, and on a terminal a progress bar below them. */
export class LiveView {
  readonly #screen: Screen;
  readonly #progress: Progress;
  readonly #nameWidth: number;
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #noticedAt = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param nameWidth of the longest name that events will carry, in characters
   * @param now milliseconds; only differences matter
   */
  constructor(screen: Screen, progress: Progress, nameWidth: number, now: () => number) {
    this.#screen = screen;
    this.#progress = progress;
    this.#nameWidth = nameWidth;
    this.#now = now;
    this.#startedAt = now();
  }

  start(): void {
    if (!this.#screen.isLive) return;
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), redrawEvery);
  }

  hear(event: DomainEvent): void {
    this.#progress.hear(event);
    const type = event.eventType.padEnd(typeWidth);
    const colour = colourOf[event.eventType];
    const columns = [
      seconds(this.elapsed).padStart(8),
      printable(nameIn(event)).padEnd(this.#nameWidth),
      colour ? this.#screen.paint(colour, type) : type,
      printable(eventText(event)),
    ];
    this.#tell(columns.join('  ').trimEnd());
  }

  /** Tells what is no event, such as that a server can't be reached. */
  notice(text: string): void {
    const before = this.#noticedAt.get(text) ?? Number.NEGATIVE_INFINITY;
    if (this.elapsed - before < sameNoticeFor) return;
    this.#noticedAt.set(text, this.elapsed);
    this.#tell(`${seconds(this.elapsed).padStart(8)}  ${this.#screen.paint('red', printable(text))}`);
  }

  /** Takes the bar away; events are told on. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#screen.foot('');
  }

  /** Milliseconds since the view was made. */
  get elapsed(): number {
    return this.#now() - this.#startedAt;
  }

  #tell(line: string): void {
    this.#screen.line(line);
    if (this.#timer) this.#draw();
  }

  #draw(): void {
    // One column less: a full last line makes some terminals go on to the next.
    this.#screen.foot(this.#progress.bar(this.elapsed, this.#screen.columns - 1));
  }
}

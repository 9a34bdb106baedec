import { EventEmitter, once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultRule } from '../failpoints/fault-rule.ts';
import { variables } from '../processes/join-rig.ts';
import type { ProcessSettings } from '../processes/settings.ts';
import { Child, type End } from './child.ts';
import type { FaultLog } from './fault-log.ts';
import { within } from './within.ts';

/** How long a process may take to be ready, and to end, in milliseconds. A busy machine is slow. */
const startLimit = 60_000;
const endLimit = 30_000;
/** The pause before a process that died is started again. */
const restartPause = 300;

/** What a member is made of. */
export interface MemberOptions {
  readonly name: string;
  readonly kind: 'api' | 'worker';
  /** The example's variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly settings: ProcessSettings;
  /** The file that its output is kept in, over all of its lives. */
  readonly logFile: string;
  readonly seed: number;
  readonly log: FaultLog;
}

/** How a member's next life differs from the usual. */
export interface LifeOptions {
  /** Set before its first call. */
  readonly faults?: readonly FaultRule[];
  readonly settings?: Partial<ProcessSettings>;
  /** Another user than the rig's. */
  readonly uid?: number;
}

/**
 * One place in the fleet, such as `worker-2`, and the process that fills it. A process that dies by itself is
 * started again, as whoever runs a service does; one that the rig killed stays away until `start`.
 */
export class Member {
  readonly name: string;
  readonly kind: 'api' | 'worker';
  readonly #options: MemberOptions;
  #settings: ProcessSettings;
  readonly #events = new EventEmitter<{ ready: [] }>();
  #child: Child | undefined;
  #lives = 0;
  #isHeld = true;
  #isClosed = false;
  /** How often it died though nobody meant it: neither the rig nor a failpoint. */
  unexpectedEnds = 0;

  constructor(options: MemberOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.name = options.name;
    this.kind = options.kind;
  }

  /** Where it listens; undefined while it does not run. */
  get url(): string | undefined {
    return this.#child?.end === undefined ? this.#child?.url : undefined;
  }

  /** True while it is the rig's will that no process runs here. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  get isReady(): boolean {
    return this.#child?.isReady === true && this.#child.end === undefined;
  }

  /** What later lives are started with. */
  configure(settings: ProcessSettings): void {
    this.#settings = settings;
  }

  /** Starts a process, and resolves once it is ready. */
  async start(options: LifeOptions = {}): Promise<void> {
    if (this.#isClosed) throw new Error(`${this.name} was closed for good.`);
    this.#isHeld = false;
    this.#live(options);
    await this.ready();
  }

  /** Resolves once a process is ready here, this one or the next. @throws {Error} after a minute */
  ready(): Promise<void> {
    return within(startLimit, `${this.name} to be ready`, this.#untilReady());
  }

  /** SIGKILL; resolves once it is dead. It stays away until `start`. */
  async kill(): Promise<void> {
    this.#note('SIGKILL');
    await this.#end('SIGKILL');
  }

  /** SIGSTOP: its connections stay, and it does nothing. */
  stop(): void {
    this.#note('SIGSTOP');
    this.#child?.signal('SIGSTOP');
  }

  /** SIGCONT. */
  continue(): void {
    this.#note('SIGCONT');
    this.#child?.signal('SIGCONT');
  }

  /** SIGTERM; gives how it ended. It stays away until `start`. @throws {Error} when it does not end in 30 s */
  async term(): Promise<End> {
    this.#note('SIGTERM');
    return this.#end('SIGTERM');
  }

  /** SIGTERM, and another process in its place once it has ended; gives how it ended. */
  async restart(options: LifeOptions = {}): Promise<End> {
    const end = await this.term();
    await this.start(options);
    return end;
  }

  /** Switches its faults; resolves once they hold. An empty list mends it. */
  async send(rules: readonly FaultRule[]): Promise<void> {
    for (const rule of rules) this.#note(`${rule.deed} ${rule.when ?? 'before'} ${rule.at}`);
    if (rules.length === 0) this.#note('mended');
    await this.#child?.set(rules);
  }

  /** Resolves with the next hit of a rule at this operation, or the end of the process. */
  async hit(at: string): Promise<void> {
    await this.#child?.hit(at);
  }

  /** Resolves when the process that runs now has ended, with how. */
  async exited(): Promise<End | undefined> {
    return this.#child?.exited;
  }

  /** Ends it for good, whatever state it is in. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.end();
  }

  /** Ends it, whatever state it is in. It stays away until `start`. */
  async end(): Promise<void> {
    this.#isHeld = true;
    const child = this.#child;
    if (child === undefined) return;
    child.signal('SIGCONT');
    child.signal('SIGTERM');
    const late = setTimeout(() => child.signal('SIGKILL'), 10_000);
    await child.exited;
    clearTimeout(late);
  }

  #note(fault: string): void {
    this.#options.log.note(fault, this.name);
  }

  async #end(signal: NodeJS.Signals): Promise<End> {
    this.#isHeld = true;
    const child = this.#child;
    if (child === undefined) throw new Error(`${this.name} was never started.`);
    child.signal(signal);
    return within(endLimit, `${this.name} to end by ${signal}`, child.exited);
  }

  #live({ faults = [], settings, uid }: LifeOptions): void {
    const { name, kind, env, logFile, seed } = this.#options;
    for (const rule of faults) this.#note(`${rule.deed} ${rule.when ?? 'before'} ${rule.at}`);
    const log = createWriteStream(logFile, { flags: 'a' });
    const child = new Child({
      kind,
      log,
      ...(uid === undefined ? {} : { uid }),
      env: {
        ...env,
        [variables.settings]: JSON.stringify({ ...this.#settings, ...settings }),
        [variables.faults]: JSON.stringify(faults),
        [variables.seed]: `${seed} ${name} ${++this.#lives}`,
      },
    });
    log.write(`--- ${name}, life ${this.#lives}, pid ${child.pid}\n`);
    this.#child = child;
    void child.ready().then((isReady) => isReady && this.#events.emit('ready'));
    void child.exited.then(async (end) => {
      log.end(`--- ended: ${end}\n`);
      if (this.#isHeld) return;
      // A failpoint kills by SIGKILL; anything else is the process's own doing.
      if (end === 'SIGKILL') this.#note('died by its failpoint');
      else this.unexpectedEnds++;
      await pause(restartPause);
      if (!this.#isHeld && this.#child === child) this.#live({});
    });
  }

  async #untilReady(): Promise<void> {
    if (!this.isReady) await once(this.#events, 'ready');
  }
}

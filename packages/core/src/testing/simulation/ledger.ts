import type { DomainEvent } from '../../domain/event.ts';
import { type Fact, isVerdict } from '../../domain/fact.ts';
import type { TaskId } from '../../domain/id.ts';
import { isTerminal, type TaskStatus } from '../../domain/status.ts';
import type { Task } from '../../domain/task.ts';

/**
 * The books of one run, kept from outside: what was accepted, what the queue gave as its verdict, what
 * the repository stored, what was handed to the bus, which handlers did their work. Checked at the end.
 */
export class Ledger {
  readonly #accepted = new Set<TaskId>();
  readonly #tasks = new Map<TaskId, Task>();
  readonly #unsettled = new Set<TaskId>();
  /** Ends of runs that the bus was not handed yet, as `id.run`. */
  readonly #untold = new Set<string>();
  readonly #verdicts = new Map<string, Set<TaskStatus>>();
  readonly #told = new Map<string, string>();
  readonly #ends = new Map<string, TaskStatus>();
  readonly #handled = new Set<string>();
  readonly #violations: string[] = [];
  readonly #mustTell: boolean;

  /** @param mustTell false where the queue lost facts: an end may have been applied and then never told */
  constructor(mustTell: boolean) {
    this.#mustTell = mustTell;
  }

  get violations(): readonly string[] {
    return this.#violations;
  }

  get tasks(): readonly Task[] {
    return [...this.#tasks.values()];
  }

  /** True once nothing is left to do. */
  isBalanced(): boolean {
    return this.#unsettled.size === 0 && this.#untold.size === 0;
  }

  violation(what: string): void {
    this.#violations.push(what);
  }

  accepted(id: TaskId): void {
    this.#accepted.add(id);
  }

  stored(task: Task): void {
    this.#tasks.set(task.id, task);
    if (task.settled) this.#unsettled.delete(task.id);
    else this.#unsettled.add(task.id);
    const key = runKey(task.id, task.run);
    const end = this.#ends.get(key);
    if (end !== undefined && end !== task.status) {
      this.violation(`${task.id} run ${task.run} had ended as ${end}, and became ${task.status}`);
    }
    if (end !== undefined || !isTerminal(task.status)) return;
    this.#ends.set(key, task.status);
    if (this.#mustTell && task.status !== 'cancelled' && !this.#told.has(key)) this.#untold.add(key);
  }

  queued(fact: Fact): void {
    if (!isVerdict(fact)) return;
    const key = runKey(fact.taskId, fact.run);
    const verdicts = this.#verdicts.get(key) ?? new Set();
    this.#verdicts.set(key, verdicts.add(fact.type));
  }

  published(event: DomainEvent): void {
    const isEnd = event.eventType === 'task.completed' || (event.eventType === 'task.failed' && !event.willRetry);
    if (!isEnd || event.run === undefined) return;
    const key = runKey(event.taskId, event.run);
    const told = this.#told.get(key) ?? event.eventType;
    if (told !== event.eventType) this.violation(`${key} was told as ${told} and as ${event.eventType}`);
    this.#told.set(key, told);
    this.#untold.delete(key);
    const stored = this.#tasks.get(event.taskId);
    if (stored && stored.run === event.run && !isTerminal(stored.status)) {
      this.violation(`${key} was told as ${event.eventType} while the repository says ${stored.status}`);
    }
  }

  handled(taskId: TaskId, run: number, handler: string): void {
    this.#handled.add(`${runKey(taskId, run)} ${handler}`);
  }

  /** The books at the end. @param hasFile tells whether a derivative's file is there */
  close(hasFile: (path: string, md5: string) => boolean): void {
    for (const id of this.#accepted) if (!this.#tasks.has(id)) this.violation(`${id} was accepted and is lost`);
    for (const task of this.#tasks.values()) {
      this.#checkTask(task);
      this.#checkFiles(task, hasFile);
    }
    for (const key of this.#untold) this.violation(`the end of ${key} was never handed to the bus`);
  }

  #checkTask(task: Task): void {
    const key = runKey(task.id, task.run);
    if (!task.settled) {
      const waiting = task.handlers.filter((handler) => handler.acknowledgedRun < task.run).map(({ name }) => name);
      this.violation(
        `${key} is stuck: ${task.status}, never settled${isTerminal(task.status) ? ` (waits for ${waiting.join(', ')})` : ''}`,
      );
    }
    for (const { name, acknowledgedRun } of task.handlers) {
      if (acknowledgedRun > 0 && !this.#handled.has(`${runKey(task.id, acknowledgedRun)} ${name}`)) {
        this.violation(
          `handler ${name} was acknowledged for run ${acknowledgedRun} of ${task.id} and never did its work`,
        );
      }
    }
    const isVerdictNeeded = task.status === 'completed' || task.status === 'failed';
    if (isVerdictNeeded && !this.#verdicts.get(key)?.has(task.status)) {
      const given = [...(this.#verdicts.get(key) ?? [])].join(', ') || 'nothing';
      this.violation(`${key} ended as ${task.status}; the queue said ${given}`);
    }
  }

  #checkFiles(task: Task, hasFile: (path: string, md5: string) => boolean): void {
    if (task.status !== 'completed') return;
    const images = Object.values(task.images);
    if (images.length !== task.presets.length)
      this.violation(`${task.id} completed with ${images.length} of ${task.presets.length} derivatives`);
    for (const image of images) {
      if (image && !hasFile(image.path, image.md5))
        this.violation(`${task.id} completed without its file ${image.path}`);
    }
  }
}

function runKey(taskId: TaskId, run: number): string {
  return `${taskId} run ${run}`;
}

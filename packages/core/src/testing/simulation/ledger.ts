import { errorCodes } from '../../domain/errors.ts';
import type { DomainEvent } from '../../domain/event.ts';
import { type Fact, isVerdict } from '../../domain/fact.ts';
import type { TaskId } from '../../domain/id.ts';
import { isTerminal, type TaskStatus } from '../../domain/status.ts';
import type { Task } from '../../domain/task.ts';
import { type Excuses, Told } from './told.ts';

/** What the path of a source begins with that kills whoever opens it. */
export const poison = 'poison-';

/**
 * The books of one run, kept from outside: what was accepted, what the queue gave as its verdict, what
 * the repository stored, what was handed to the bus, which handlers did their work. Checked at the end.
 */
export class Ledger {
  readonly #accepted = new Set<TaskId>();
  readonly #tasks = new Map<TaskId, Task>();
  readonly #unsettled = new Set<TaskId>();
  readonly #verdicts = new Map<string, Set<TaskStatus>>();
  readonly #ends = new Map<string, TaskStatus>();
  readonly #handled = new Set<string>();
  readonly #violations: string[] = [];
  readonly #told: Told;
  readonly #excuses: Excuses;
  /** False where the composition replaces `runtime.span`: then handlers can't be seen at their work. */
  #seesHandlers = false;

  constructor(excuses: Excuses) {
    this.#excuses = excuses;
    this.#told = new Told(excuses, (what) => this.violation(what));
  }

  get violations(): readonly string[] {
    return this.#violations;
  }

  get tasks(): readonly Task[] {
    return [...this.#tasks.values()];
  }

  /** True once nothing is left to do. */
  isBalanced(): boolean {
    return this.#unsettled.size === 0 && this.#told.isBalanced();
  }

  violation(what: string): void {
    this.#violations.push(what);
  }

  accepted(id: TaskId): void {
    this.#accepted.add(id);
  }

  /** A process died: what it had saved and not published yet, and no fact tells again, stays untold. */
  died(): void {
    this.#told.forgive();
  }

  /** A call of some process has taken effect. */
  called(): void {
    this.#told.called();
  }

  stored(task: Task): void {
    const before = this.#tasks.get(task.id);
    this.#tasks.set(task.id, task);
    if (task.settled) this.#unsettled.delete(task.id);
    else this.#unsettled.add(task.id);
    if (before) this.#checkOrder(before, task);
    const key = runKey(task.id, task.run);
    const end = this.#ends.get(key);
    if (end !== undefined && end !== task.status) {
      this.violation(`${key} had ended as ${end}, and became ${task.status}`);
    }
    if (end === undefined && isTerminal(task.status)) this.#ends.set(key, task.status);
    this.#told.stored(task, before);
  }

  queued(fact: Fact): void {
    if (!isVerdict(fact)) return;
    const key = runKey(fact.taskId, fact.run);
    const verdicts = this.#verdicts.get(key) ?? new Set();
    this.#verdicts.set(key, verdicts.add(fact.type));
  }

  published(event: DomainEvent): void {
    this.#told.published(event, this.#tasks.get(event.taskId));
  }

  /** The composition calls the runtime's span, as handlers are seen by. */
  traced(): void {
    this.#seesHandlers = true;
  }

  handled(taskId: TaskId, run: number, handler: string): void {
    this.#handled.add(`${runKey(taskId, run)} ${handler}`);
  }

  /** The books at the end. @param hasFile tells whether a derivative's file is there */
  close(hasFile: (path: string, md5: string) => boolean): void {
    for (const id of this.#accepted) if (!this.#tasks.has(id)) this.violation(`${id} was accepted and is lost`);
    for (const task of this.#tasks.values()) {
      this.#checkEnd(task);
      this.#checkFailure(task);
      if (this.#seesHandlers) this.#checkHandlers(task);
      this.#checkFiles(task, hasFile);
    }
    this.#told.close();
  }

  /** Facts move a task on, never back. A verdict holds whatever attempt it is of. */
  #checkOrder(before: Task, after: Task): void {
    if (after.run < before.run) this.violation(`${after.id} went back from run ${before.run} to ${after.run}`);
    if (after.run === before.run && !isTerminal(after.status) && after.attempt < before.attempt) {
      this.violation(
        `${runKey(after.id, after.run)} went back from attempt ${before.attempt} to ${after.attempt}, a stale one`,
      );
    }
  }

  #checkEnd(task: Task): void {
    const key = runKey(task.id, task.run);
    if (!task.settled) {
      const waiting = task.handlers.filter((handler) => handler.acknowledgedRun < task.run).map(({ name }) => name);
      this.violation(
        `${key} is stuck: ${task.status}, never settled${isTerminal(task.status) ? ` (waits for ${waiting.join(', ')})` : ''}`,
      );
    }
    const isVerdictNeeded = task.status === 'completed' || task.status === 'failed';
    if (isVerdictNeeded && !this.#verdicts.get(key)?.has(task.status)) {
      const given = [...(this.#verdicts.get(key) ?? [])].join(', ') || 'nothing';
      this.violation(`${key} ended as ${task.status}; the queue said ${given}`);
    }
  }

  /** Only what kills its worker by itself may fail by the loss of it. */
  #checkFailure({ id, run, status, failure, source }: Task): void {
    if (status !== 'failed' || failure?.code !== errorCodes.workerLost) return;
    if (this.#excuses.losesWorkers || source.path.startsWith(poison)) return;
    this.violation(`${runKey(id, run)} failed as ${failure.code}, and it was another job that killed its workers`);
  }

  /** Each handler did its work for the end of the last run, and for each run that it acknowledged. */
  #checkHandlers(task: Task): void {
    for (const { name, acknowledgedRun } of task.handlers) {
      for (const run of new Set([acknowledgedRun, isTerminal(task.status) ? task.run : 0])) {
        if (run === 0 || this.#handled.has(`${runKey(task.id, run)} ${name}`)) continue;
        const word = acknowledgedRun >= run ? 'was acknowledged and' : 'was owed and';
        this.violation(`handler ${name} ${word} never did its work for the end of ${runKey(task.id, run)}`);
      }
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

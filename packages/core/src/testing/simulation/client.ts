import type { Pipeline } from '../../application/pipeline.ts';
import {
  isInvalidTransitionError,
  isNotRunningError,
  isTaskNotFoundError,
  isUnavailableError,
} from '../../domain/errors.ts';
import type { TaskId } from '../../domain/id.ts';
import type { Task } from '../../domain/task.ts';
import type { Plan, Step } from './plan.ts';
import type { World } from './world.ts';

/** How a client submits: through whichever process answers, again with the same key when none did. */
export type Submit = (
  pipeline: Pipeline,
  request: { readonly index: number; readonly path: string; readonly idempotencyKey: string },
) => Promise<Task>;

/** What a service may say to a client: not now, or not of this task. */
const expected: readonly ((error: unknown) => boolean)[] = [
  isUnavailableError,
  isNotRunningError,
  isInvalidTransitionError,
  isTaskNotFoundError,
];

/** How long a client waits for an answer, in milliseconds. */
const patience = 5_000;

/** The clients of a simulated service: they carry out the plan's steps from outside. */
export class Client {
  readonly #world: World;
  readonly #submit: Submit;
  readonly #ids = new Map<number, TaskId>();
  #busy = 0;

  constructor(world: World, submit: Submit) {
    this.#world = world;
    this.#submit = submit;
  }

  start(plan: Plan): void {
    for (const step of plan.steps) {
      this.#busy++;
      void this.#take(step).finally(() => this.#busy--);
    }
  }

  isDone(): boolean {
    return this.#busy === 0;
  }

  async #take(step: Step): Promise<void> {
    await this.#world.clock.runtime.sleep(step.at);
    if (step.kind === 'submit') return this.#submitUntilAccepted(step);
    const id = this.#ids.get(step.index);
    const pipeline = this.#world.pipeline(step.index);
    if (id === undefined || pipeline === undefined) return;
    this.#tell(step.kind, id);
    await this.#ask(() => (step.kind === 'cancel' ? pipeline.cancel(id) : pipeline.replay(id)));
  }

  async #submitUntilAccepted(step: Extract<Step, { kind: 'submit' }>): Promise<void> {
    const { index, path } = step;
    for (let turn = index; ; turn++) {
      const pipeline = this.#world.pipeline(turn);
      const task =
        pipeline && (await this.#ask(() => this.#submit(pipeline, { index, path, idempotencyKey: `key-${index}` })));
      if (task) {
        this.#ids.set(index, task.id);
        this.#world.ledger.accepted(task.id);
        this.#tell('submit', task.id);
        return;
      }
      await this.#world.clock.runtime.sleep(1_000);
    }
  }

  /** The answer, or undefined where none came or the service said that it can't just now. */
  async #ask(call: () => Promise<Task>): Promise<Task | undefined> {
    const { runtime } = this.#world.clock;
    try {
      return await Promise.race([call(), runtime.sleep(patience).then(() => undefined)]);
    } catch (error) {
      if (!expected.some((isExpected) => isExpected(error)))
        this.#world.ledger.violation(`a client got an unexpected error: ${String(error)}`);
      return undefined;
    }
  }

  #tell(what: string, id: TaskId): void {
    const { clock, timeline } = this.#world;
    timeline.add(clock.now(), 'client', () => `${what} of ${id}`);
  }
}

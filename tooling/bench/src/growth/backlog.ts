import {
  applyFact,
  createTask,
  defaultPresets,
  defaultQueue,
  defaultRetryPolicy,
  type Fact,
  type Task,
  type TaskRepository,
  type Timing,
  uuidv7,
} from '@safelight/core';
import { inMemory } from '@safelight/core/in-memory';
import { type Random, seededRandom } from '../runner/random.ts';

/** When the first task is made, in milliseconds since the epoch; each further one a millisecond later. */
const epoch = 1_700_000_000_000;
const image = {
  resolution: '1024',
  md5: 'd41d8cd98f00b204e9800998ecf8427e',
  size: 1,
  width: 1024,
  height: 683,
  format: 'jpeg',
} as const;

/** Tasks in an in-memory repository, all of them open, and what happens to them. */
export class Backlog {
  readonly repository: TaskRepository = inMemory().repository;
  readonly #random: Random = seededRandom(1);
  readonly #open: string[] = [];
  #made = 0;

  /** Milliseconds since the epoch: after everything that has happened so far. */
  get now(): number {
    return epoch + this.#made;
  }

  /** A new task, not stored yet. */
  next(): Task {
    this.#made++;
    return createTask(
      {
        id: uuidv7(this.now, this.#random),
        source: { kind: 'path', path: `photos/${this.#made}.jpg` },
        presets: defaultPresets.all,
        queue: defaultQueue,
        priority: 0,
        retry: defaultRetryPolicy,
        metadata: { productId: this.#made },
        context: {},
        fingerprint: '0123456789abcdef',
        handlers: [],
      },
      this.#timing(),
    );
  }

  /** Stores a task; it is open then. */
  async store(task: Task): Promise<void> {
    await this.repository.insert(task);
    this.#open.push(task.id);
  }

  /** The ids of so many open tasks, anywhere in the backlog, which are about to end. */
  takeOpen(count: number): readonly string[] {
    return Array.from({ length: count }, () => {
      const place = Math.floor(this.#random() * this.#open.length);
      const id = this.#open[place];
      const last = this.#open.pop();
      if (id === undefined || last === undefined) throw new RangeError('No task is open any more.');
      if (place < this.#open.length) this.#open[place] = last;
      return id;
    });
  }

  /** Reads a task, applies what a worker tells of one attempt, fact by fact, and saves it after each. */
  async work(taskId: string): Promise<void> {
    for (const fact of this.#factsOf(taskId)) {
      const task = await this.repository.get(taskId);
      if (task === undefined) throw new RangeError(`Task ${taskId} is gone.`);
      const changed = applyFact(task, fact, this.#timing()).task;
      await this.repository.save(changed, task.version);
    }
  }

  #factsOf(taskId: string): readonly Fact[] {
    const [run, attempt, at] = [1, 1, this.now];
    const path = `/output/${taskId}/1024/${image.md5}.jpg`;
    return [
      { type: 'started', taskId, run, attempt, at, workerId: 'worker-1' },
      { type: 'progressed', taskId, run, attempt, at, done: 1, total: 2 },
      { type: 'completed', taskId, run, attempt, at, images: [{ path, ...image }], processingTime: 1 },
    ];
  }

  #timing(): Timing {
    return { now: this.now, checkAfter: 30_000, settleAfter: 35_000 };
  }
}

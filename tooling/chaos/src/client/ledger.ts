import { EventEmitter, once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';

/** What the service answered, and so has promised. */
export type LedgerEntry =
  /** 202: the task is stored. */
  | { readonly kind: 'accepted'; readonly taskId: string; readonly path: string; readonly key: string }
  /** 202: the task's run `run` has begun. */
  | { readonly kind: 'replayed'; readonly taskId: string; readonly run: number }
  /** 200: the task is cancelled, at run `run`. */
  | { readonly kind: 'cancelled'; readonly taskId: string; readonly run: number };

/** A promise with its time, in milliseconds since the run began, and the scenario that was under way. */
export type Promised = LedgerEntry & { readonly at: number; readonly scenario: string };

/** The rig's own book of what was promised: a file of JSON lines that is only ever added to, and synced. */
export class Ledger {
  readonly #file: FileHandle;
  readonly #entries: Promised[] = [];
  readonly #events = new EventEmitter<{ accepted: [] }>();
  #accepted = 0;
  readonly #stamp: () => Pick<Promised, 'at' | 'scenario'>;

  private constructor(file: FileHandle, stamp: () => Pick<Promised, 'at' | 'scenario'>) {
    this.#file = file;
    this.#stamp = stamp;
  }

  static async open(path: string, stamp: () => Pick<Promised, 'at' | 'scenario'>): Promise<Ledger> {
    return new Ledger(await open(path, 'ax'), stamp);
  }

  get entries(): readonly Promised[] {
    return this.#entries;
  }

  /** How many tasks were accepted. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Resolves once so many tasks were accepted. @throws when the signal aborts before */
  async reaches(tasks: number, signal: AbortSignal): Promise<void> {
    while (this.#accepted < tasks) await once(this.#events, 'accepted', { signal });
  }

  /** Resolves once the line is on disk. */
  async add(entry: LedgerEntry): Promise<void> {
    const promised: Promised = { ...this.#stamp(), ...entry };
    this.#entries.push(promised);
    await this.#file.appendFile(`${JSON.stringify(promised)}\n`);
    await this.#file.datasync();
    if (entry.kind !== 'accepted') return;
    this.#accepted++;
    this.#events.emit('accepted');
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

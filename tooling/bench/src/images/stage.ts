import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContestantProcess } from './contestant-process.ts';
import { type ImageContestantName, missingFor } from './contestants.ts';

/** Folders and processes of a contest, which all go when it ends. */
export class Stage {
  /** Where the contestants find their photos. */
  readonly photos: string;
  readonly #root: string;
  readonly #running: ContestantProcess[] = [];

  private constructor(root: string) {
    this.#root = root;
    this.photos = join(root, 'photos');
  }

  /** Makes the folders. */
  static async open(): Promise<Stage> {
    const stage = new Stage(await mkdtemp(join(tmpdir(), 'safelight-bench-')));
    await mkdir(stage.photos);
    return stage;
  }

  /**
   * Starts those of the contestants that can run here.
   *
   * @param note told of each that cannot
   */
  async start(
    names: readonly ImageContestantName[],
    note: (text: string) => void,
  ): Promise<readonly ContestantProcess[]> {
    for (const name of names) {
      const missing = await missingFor(name);
      if (missing !== undefined) note(`Not taking part: ${missing}.`);
      else this.#running.push(await ContestantProcess.start(name, { photos: this.photos, output: this.#root }));
    }
    return this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#running) await one.close();
    await rm(this.#root, { recursive: true });
  }
}

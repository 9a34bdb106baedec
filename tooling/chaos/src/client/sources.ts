import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';

/** Different pictures; tasks take turns in using them, each under a name of its own. */
const pictures = 200;
const size = { width: 200, height: 150 };

/** Small photographs for the tasks: made once, and copied under each task's name. */
export class Sources {
  readonly #pool: string;
  readonly #input: string;

  private constructor(pool: string, input: string) {
    this.#pool = pool;
    this.#input = input;
  }

  /**
   * @param pool a folder that need not be there
   * @param input the service's folder of sources
   */
  static async make(pool: string, input: string): Promise<Sources> {
    await mkdir(pool, { recursive: true });
    for (let n = 0; n < pictures; n++) {
      // A slope whose colours differ from picture to picture, so that no two derivatives are equal.
      const pixels = Buffer.alloc(size.width * size.height * 3, 0);
      for (let at = 0; at < pixels.length; at++) pixels[at] = (at * (n + 3) + n * 31) >> (at % 3);
      const raw = { ...size, channels: 3 as const };
      await writeFile(path.join(pool, `${n}.jpg`), await sharp(pixels, { raw }).jpeg().toBuffer());
    }
    return new Sources(pool, input);
  }

  /** Lays a picture into the input folder. @returns its path there */
  async lay(name: string, n: number): Promise<string> {
    const file = `${name}.jpg`;
    await copyFile(path.join(this.#pool, `${n % pictures}.jpg`), path.join(this.#input, file));
    return file;
  }
}

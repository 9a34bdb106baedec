import { AbortedError, errorCodes, PermanentProcessingError } from '../domain/errors.ts';
import { type Derivative, imageKey, type StoredImage } from '../domain/image.ts';
import type { Preset } from '../domain/preset.ts';
import type { Source } from '../domain/source.ts';
import type { AbortSignalLike } from '../ports/abort-signal.ts';
import type { ImageProcessor } from '../ports/image-processor.ts';
import type { ImageStat, ImageStore, WriteOptions } from '../ports/image-store.ts';
import type { AttemptContext } from '../ports/job-consumer.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SourceBytes, SourceReader } from '../ports/source-reader.ts';
import { md5 } from './md5.ts';
import { plainWire, type Wire } from './wire.ts';

const signature = 'safelight-image';

/** The bytes of a pretended image that {@link InMemoryImageProcessor} understands: a line of ASCII text. */
export function pretendedImage(width: number, height: number, details = ''): Uint8Array {
  const text = `${signature} ${width}x${height} ${details}`;
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0x7f);
}

/** The bytes at a path; undefined where nothing is. */
export type FindSource = (path: string) => Uint8Array | undefined;

/** At every path a pretended image of 4000 x 3000 pixels. */
const anyImage: FindSource = (path) => pretendedImage(4000, 3000, path);

/** {@link SourceReader} on whatever a function finds; by default a pretended image at every path. */
export class InMemorySourceReader implements SourceReader {
  readonly #find: FindSource;
  readonly #wire: Wire;

  constructor(find: FindSource = anyImage, wire: Wire = plainWire) {
    this.#find = find;
    this.#wire = wire;
  }

  read(source: Source, signal: AbortSignalLike): Promise<SourceBytes> {
    return this.#wire('sources.read', () => {
      if (signal.aborted) throw new AbortedError('the source is not read');
      const bytes = this.#find(source.path);
      if (bytes === undefined) {
        throw new PermanentProcessingError(errorCodes.sourceNotFound, `Nothing is at ${JSON.stringify(source.path)}.`);
      }
      return bytes;
    });
  }
}

/** {@link ImageProcessor} that computes true sizes and makes pretended images of them, at once. */
export class InMemoryImageProcessor implements ImageProcessor {
  readonly #wire: Wire;

  constructor(wire: Wire = plainWire) {
    this.#wire = wire;
  }

  async *derive(
    source: SourceBytes,
    presets: readonly Preset[],
    context: Pick<AttemptContext, 'signal'>,
  ): AsyncGenerator<Derivative, void> {
    for (const preset of presets) {
      yield await this.#wire('processor.derive', () => {
        if (context.signal.aborted) throw new AbortedError('no more is derived');
        return derive(source, preset);
      });
    }
  }
}

function derive(source: SourceBytes, preset: Preset): Derivative {
  const text = String.fromCharCode(...source);
  const [, width, height, details] = /^safelight-image (\d+)x(\d+) (.*)$/s.exec(text) ?? [];
  if (width === undefined || height === undefined) {
    const isCut = text !== '' && signature.startsWith(text.slice(0, signature.length));
    throw new PermanentProcessingError(
      isCut ? errorCodes.corruptImage : errorCodes.unsupportedFormat,
      isCut ? 'The pretended image is cut short.' : 'The source is no pretended image; make it with pretendedImage().',
    );
  }
  const size = sizeWithin(Number(width), Number(height), preset);
  const data = pretendedImage(size.width, size.height, `${preset.format} q${preset.quality} ${details}`);
  return { resolution: preset.name, format: preset.format, ...size, size: data.length, md5: md5(data), data };
}

/** Fits a size into a preset's box without enlarging it. */
function sizeWithin(
  width: number,
  height: number,
  preset: Preset,
): { readonly width: number; readonly height: number } {
  if (preset.fit === 'cover') {
    return { width: Math.min(width, preset.width), height: Math.min(height, preset.height ?? height) };
  }
  const scale = Math.min(1, preset.width / width, (preset.height ?? height) / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Files by key; several stores may share them, as workers share a folder. */
export type StoredFiles = Map<string, { readonly data: Uint8Array; readonly modifiedAt: number }>;

/** {@link ImageStore} in a map. */
export class InMemoryImageStore implements ImageStore {
  /** What is stored by key, for tests to look at. */
  readonly files: StoredFiles;
  readonly #runtime: Pick<Runtime, 'now'>;
  readonly #wire: Wire;
  readonly #prefix: string;

  constructor(
    runtime: Pick<Runtime, 'now'> = { now: () => Date.now() },
    wire: Wire = plainWire,
    prefix = '/output',
    files: StoredFiles = new Map(),
  ) {
    this.files = files;
    this.#runtime = runtime;
    this.#wire = wire;
    this.#prefix = prefix;
  }

  write(derivative: Derivative, options: WriteOptions): Promise<StoredImage> {
    return this.#wire('images.write', () => {
      if (options.signal.aborted) throw new AbortedError('the derivative is not stored');
      const { data, ...image } = derivative;
      const path = imageKey(this.#prefix, options.imageName, derivative);
      this.#checkKey(path);
      this.files.set(path, { data, modifiedAt: this.#runtime.now() });
      return { ...image, path };
    });
  }

  stat(path: string): Promise<ImageStat | undefined> {
    return this.#wire('images.stat', () => {
      this.#checkKey(path);
      const file = this.files.get(path);
      return file && { size: file.data.length, modifiedAt: file.modifiedAt };
    });
  }

  remove(path: string): Promise<void> {
    return this.#wire('images.remove', () => {
      this.#checkKey(path);
      this.files.delete(path);
    });
  }

  async sweep(keep: (paths: readonly string[]) => Promise<ReadonlySet<string>>, before: number): Promise<number> {
    const isOld = (path: string): boolean => (this.files.get(path)?.modifiedAt ?? before) < before;
    const old = [...this.files.keys()].filter(isOld);
    const kept = await keep(old);
    const orphans = old.filter((path) => !kept.has(path) && isOld(path));
    for (const path of orphans) this.files.delete(path);
    return orphans.length;
  }

  #checkKey(path: string): void {
    const isInside = path.startsWith(`${this.#prefix}/`) && !/[\\\0]/.test(path);
    const parts = path.slice(this.#prefix.length + 1).split('/');
    const isKey = isInside && parts.every((part) => part !== '' && part !== '.' && part !== '..');
    if (!isKey) {
      throw new PermanentProcessingError(
        errorCodes.sourceNotAllowed,
        `${JSON.stringify(path)} is no key of this store.`,
      );
    }
  }
}

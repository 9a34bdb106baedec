import { InvalidInputError, isSafelightError } from '@safelight/core';
import type { Request } from 'express';
import multer, { type StorageEngine } from 'multer';
import { HttpProblemError } from '../http/problems.ts';
import { type StoredPart, type WriteOptions, writeTemporary } from './temporary-file.ts';

/** The field that carries the file. */
const fileField = 'file';
const fieldsAtMost = 40;
const longestFieldName = 64;

/** The text fields of a form, each as often as it was sent. */
type Fields = Readonly<Record<string, readonly string[]>>;

/** A form with its file under a temporary name. */
export interface ReceivedForm {
  /** The file's name as the client gave it; say it to nobody as it is. */
  readonly givenName: string;
  readonly part: StoredPart;
  readonly fields: Fields;
}

/** How a form is read. */
export interface FormOptions extends WriteOptions {
  /** Where the file is written. */
  readonly folder: string;
  /** The longest text field, in bytes. */
  readonly maxFieldBytes: number;
}

/** One form, and the file that it brings. */
export class UploadForm {
  readonly #options: FormOptions;
  #writing: Promise<StoredPart> | undefined;
  #fail: (error: unknown) => void = () => {};

  constructor(options: FormOptions) {
    this.#options = options;
  }

  /**
   * Reads the form to its end. What goes wrong is told at once, though multer waits for the rest of the body: whoever
   * sends far too much is not listened to before the answer.
   *
   * @throws {HttpProblemError} for a body that is too large or no form
   * @throws {InvalidInputError} for a form without its one file, or with more than it may have
   */
  async read(request: Request): Promise<ReceivedForm> {
    const { maxFieldBytes } = this.#options;
    const { res } = request;
    if (res === undefined) throw new TypeError("This request is none of express's.");
    const form = multer({
      storage: this.#storage(),
      // Nothing nested: the names are plain.
      limits: { fields: fieldsAtMost, fieldSize: maxFieldBytes, fieldNameSize: longestFieldName, fieldNestingDepth: 0 },
      // As browsers send it.
      defParamCharset: 'utf8',
    }).single(fileField);
    await new Promise<void>((resolve, reject) => {
      this.#fail = (error) => reject(formProblem(error));
      form(request, res, (error: unknown) => (error === undefined ? resolve() : void this.#failAfterWriting(error)));
    });
    const { file } = request;
    if (file === undefined || this.#writing === undefined)
      throw wrongForm(`${fileField}: is missing; send one file in it`);
    return { givenName: file.originalname, part: await this.#writing, fields: fieldsOf(request.body) };
  }

  /** The file that was written, once nothing writes any more; undefined if there is none. */
  async written(): Promise<StoredPart | undefined> {
    const [result] = await Promise.allSettled([this.#writing]);
    return result.status === 'fulfilled' ? result.value : undefined;
  }

  /** What stopped the writing is the cause; what multer says then is how the parser took it. */
  async #failAfterWriting(error: unknown): Promise<void> {
    const [written] = await Promise.allSettled([this.#writing]);
    this.#fail(written.status === 'rejected' ? written.reason : error);
  }

  #storage(): StorageEngine {
    return {
      _handleFile: (_request, file, callback) => {
        const writing = writeTemporary(file.stream, this.#options.folder, this.#options);
        this.#writing = writing;
        writing.then(
          ({ path, size }) => callback(undefined, { path, size }),
          (error: unknown) => {
            this.#fail(error);
            callback(error);
          },
        );
      },
      // Whoever reads the form looks after the file.
      _removeFile: (_request, _file, callback) => callback(null),
    };
  }
}

function fieldsOf(body: unknown): Fields {
  const entries = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : [String(value)]]),
  );
}

function wrongForm(problem: string): InvalidInputError {
  return new InvalidInputError('The form', [problem]);
}

/** What multer, its parser or the connection complain of, in this API's words; what storing the file ran into, as it is. */
function formProblem(error: unknown): unknown {
  if (error instanceof multer.MulterError) return limitProblem(error.code, error.field ?? 'a field');
  if (!(error instanceof Error) || isOfStoring(error)) return error;
  return new HttpProblemError('MALFORMED_REQUEST', `The form cannot be read: ${error.message}.`, { cause: error });
}

/** Multer hands on what its storage threw. */
function isOfStoring(error: Error): boolean {
  return isSafelightError(error) || error.name === 'AbortError' || 'syscall' in error;
}

function limitProblem(code: string, field: string): Error {
  switch (code) {
    case 'LIMIT_UNEXPECTED_FILE':
      return wrongForm(`${field}: no file is expected here; send one file, in the field ${fileField}`);
    case 'LIMIT_FIELD_COUNT':
      return wrongForm(`fields: there are more than the ${fieldsAtMost} that are allowed`);
    case 'LIMIT_FIELD_VALUE':
      return new HttpProblemError('PAYLOAD_TOO_LARGE', `The field ${field} is longer than is allowed.`);
    default:
      return wrongForm(`${field}: its name is none that is known here`);
  }
}

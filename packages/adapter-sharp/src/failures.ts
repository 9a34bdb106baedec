import { errorCodes, PermanentProcessingError, SafelightError } from '@safelight/core';

/** One step of sharp's that failed, and how long it took. */
export interface FailedStep {
  readonly error: unknown;
  /** Milliseconds. */
  readonly elapsed: number;
  /** The step's time limit in seconds. */
  readonly timeoutSeconds: number;
}

/** What a failure while reading the source's header or pixels means: most are the source's fault. */
export function readFailure(step: FailedStep): SafelightError {
  const { error } = step;
  const text = textOf(error);
  if (/security limit|exceeds (pixel|channel) limit/i.test(text)) {
    return new PermanentProcessingError(
      errorCodes.imageTooLarge,
      `The source is larger than its decoder allows: ${text}. Submit a smaller image.`,
      { cause: error },
    );
  }
  const passing = passingFailure('Decoding the source', step);
  if (passing) return passing;
  if (/unsupported (?!image format)|not (supported|implemented|configured)/i.test(text)) {
    return unsupportedFormat(`is in a variant of its format that is not open here: ${text}`, error);
  }
  return corruptImage(`is damaged or cut short: ${text}`, error);
}

/** What a failure while making a derivative from good pixels means: never the source's fault. */
export function encodeFailure(preset: string, step: FailedStep): SafelightError {
  return (
    passingFailure(`Encoding the preset ${JSON.stringify(preset)}`, step) ??
    new SafelightError(
      errorCodes.processingFailed,
      `Encoding the preset ${JSON.stringify(preset)} failed: ${textOf(step.error)}. It is tried again.`,
      { cause: step.error },
    )
  );
}

/** `CORRUPT_IMAGE`: "The source {what}." */
export function corruptImage(what: string, cause?: unknown): PermanentProcessingError {
  return refusal(errorCodes.corruptImage, `The source ${what}. Upload the original again.`, cause);
}

/** `UNSUPPORTED_FORMAT`: "The source {what}." */
export function unsupportedFormat(what: string, cause?: unknown): PermanentProcessingError {
  return refusal(
    errorCodes.unsupportedFormat,
    `The source ${what}. Convert it to JPEG, PNG, WebP, TIFF, GIF or AVIF.`,
    cause,
  );
}

/** `IMAGE_TOO_LARGE`: "The source {what}." */
export function imageTooLarge(what: string, remedy: string): PermanentProcessingError {
  return refusal(errorCodes.imageTooLarge, `The source ${what}. ${remedy}.`);
}

function refusal(code: string, message: string, cause?: unknown): PermanentProcessingError {
  return new PermanentProcessingError(code, message, cause === undefined ? undefined : { cause });
}

/**
 * A failure that may pass: no time, no memory. libvips keeps its messages in one buffer for all
 * threads, so the clock is asked besides the text: an overrun must not count as damage.
 */
function passingFailure(what: string, { error, elapsed, timeoutSeconds }: FailedStep): SafelightError | undefined {
  const text = textOf(error);
  if (/^timeout: /m.test(text) || elapsed >= timeoutSeconds * 1000) {
    return new SafelightError(
      errorCodes.processingFailed,
      `${what} took longer than ${timeoutSeconds} seconds. It is tried again; raise timeoutSeconds if it keeps failing.`,
      { cause: error },
    );
  }
  if (/(out of|insufficient|allocate) memory|memory allocation|bad_alloc/i.test(text)) {
    return new SafelightError(
      errorCodes.processingFailed,
      `${what} found too little memory: ${text}. It is tried again; give the process more memory or less concurrency.`,
      { cause: error },
    );
  }
  return undefined;
}

/** sharp's message on one line, without the seeks that the AVIF decoder tells. */
function textOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => line !== '' && !line.startsWith('source: bad seek'));
  return [...new Set(telling)].join('; ').slice(0, 300) || 'the decoder gave no reason';
}

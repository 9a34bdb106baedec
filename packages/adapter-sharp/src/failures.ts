import { errorCodes, PermanentProcessingError, SafelightError } from '@safelight/core';

/** What a failure while reading the source's header or pixels means: most are the source's fault. */
export function readFailure(error: unknown): SafelightError {
  const text = textOf(error);
  if (/security limit|exceeds (pixel|channel) limit/i.test(text)) {
    return new PermanentProcessingError(
      errorCodes.imageTooLarge,
      `The source is larger than its decoder allows: ${text}. Submit a smaller image.`,
      { cause: error },
    );
  }
  const passing = passingFailure('Decoding the source', error);
  if (passing) return passing;
  if (/unsupported (?!image format)|not (supported|implemented|configured)/i.test(text)) {
    return unsupportedFormat(`is in a variant of its format that is not open here: ${text}`, error);
  }
  return corruptImage(`is damaged or cut short: ${text}`, error);
}

/** What a failure while making a derivative from good pixels means: never the source's fault. */
export function encodeFailure(what: string, error: unknown): SafelightError {
  return passingFailure(what, error) ?? failed(`${what} failed: ${textOf(error)}. It is tried again.`, error);
}

/** `PROCESSING_FAILED`, to be retried: a busy machine is not the image's fault. */
export function timeLimitReached(what: string, cause?: unknown): SafelightError {
  return failed(
    `${what} reached its time limit. It is tried again; raise timeoutSeconds of sharpProcessor() if it keeps failing.`,
    cause,
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

/** A failure that may pass: no time, no memory. */
function passingFailure(what: string, error: unknown): SafelightError | undefined {
  const text = textOf(error);
  if (/^timeout: /.test(text)) return timeLimitReached(what, error);
  if (/(out of|insufficient|allocate) memory|memory allocation|bad_alloc/i.test(text)) {
    const remedy = 'It is tried again; give the process more memory or less concurrency.';
    return failed(`${what} found too little memory: ${text}. ${remedy}`, error);
  }
  return undefined;
}

function failed(message: string, cause?: unknown): SafelightError {
  return new SafelightError(errorCodes.processingFailed, message, cause === undefined ? undefined : { cause });
}

/** sharp's message on one line, without the seeks that the AVIF decoder tells. */
function textOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => line !== '' && !line.startsWith('source: bad seek'));
  return [...new Set(telling)].join('; ').slice(0, 300) || 'the decoder gave no reason';
}

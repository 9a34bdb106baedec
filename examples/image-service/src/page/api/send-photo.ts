import { ProblemError, problemError, unreachable } from './problem.ts';
import type { TaskView } from './wire.ts';

/** A photo to send. */
export interface Photo {
  readonly file: File;
  /** Names of presets. */
  readonly presets: readonly string[];
  /** The `Idempotency-Key`: sent again under it, the photo is still one task. */
  readonly key: string;
}

/**
 * Sends a photo once, and resolves with its task. By XMLHttpRequest, since `fetch` tells nothing of an upload's
 * progress.
 *
 * @param onProgress told which part of the file has been sent, 0 to 1
 * @throws {ProblemError}
 * @throws {DOMException} `AbortError` when `signal` aborted
 */
export function sendPhoto(photo: Photo, onProgress: (sent: number) => void, signal: AbortSignal): Promise<TaskView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    signal.addEventListener('abort', abort);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.addEventListener('load', () => {
      const { status, responseText } = request;
      if (status >= 200 && status < 300) resolve(JSON.parse(responseText));
      else reject(problemError(status, responseText, request.getResponseHeader('retry-after')));
    });
    request.addEventListener('error', () => reject(new ProblemError(unreachable)));
    request.addEventListener('abort', () => reject(new DOMException('The upload was cancelled.', 'AbortError')));
    request.addEventListener('loadend', () => signal.removeEventListener('abort', abort));
    request.open('POST', '/tasks');
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('idempotency-key', photo.key);
    request.send(formOf(photo));
  });
}

/** The fields come before the file, so that the service knows them when the bytes arrive. */
function formOf({ file, presets }: Photo): FormData {
  const form = new FormData();
  form.set('presets', presets.join(','));
  form.set('file', file);
  return form;
}

import { newKey } from '../api/key.ts';
import { type Problem, ProblemError } from '../api/problem.ts';
import type { Photo } from '../api/send-photo.ts';
import type { Store } from '../state/store.ts';
import { bytes, limit } from '../text/numbers.ts';
import { type UploadContext, uploadPhoto } from './upload-photo.ts';

/** Uploads under way at the same time: more would only slow each other down, and the stream needs a connection. */
const atOnce = 2;

/** The photos on their way. */
export interface Uploads {
  /** Begins to send photos, a few at a time, in their order. */
  add(files: readonly File[], presets: readonly string[]): void;
  /** Sends a refused photo again, under its key. */
  again(key: string): void;
  /** Ends an upload that is not accepted yet, and forgets it. */
  cancel(key: string): void;
}

/** What uploads report to, besides the store. */
export interface UploadHooks {
  /** A photo was chosen: whoever shows it has its file. */
  chosen(key: string, file: File): void;
  /** It became this task. */
  accepted(key: string, taskId: string): void;
}

/** Takes photos to the service. */
export function createUploads(store: Store, maxBytes: number, hooks: UploadHooks): Uploads {
  const photos = new Map<string, Photo & { readonly stop: AbortController }>();
  const waiting: string[] = [];
  let underWay = 0;

  const next = (): void => {
    while (underWay < atOnce) {
      const key = waiting.shift();
      const photo = key === undefined ? undefined : photos.get(key);
      if (key === undefined) return;
      if (photo === undefined) continue;
      underWay += 1;
      void run(photo, photo.stop.signal).finally(() => {
        underWay -= 1;
        next();
      });
    }
  };
  const run = async (photo: Photo, signal: AbortSignal): Promise<void> => {
    const { key } = photo;
    const context: UploadContext = {
      onPhase: (phase) => store.dispatch({ type: 'upload-phase', key, phase }),
      pause: (milliseconds, until) => pause(store, milliseconds, until),
      isLive: () => store.state.connection === 'live',
    };
    try {
      const task = await uploadPhoto(photo, context, signal);
      photos.delete(key);
      hooks.accepted(key, task.id);
      store.dispatch({ type: 'upload-done', key, task });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ProblemError)) throw error;
      store.dispatch({ type: 'upload-phase', key, phase: { kind: 'refused', problem: error.problem } });
    }
  };
  return {
    add(files, presets) {
      const added = files.map((file) => ({ file, presets, key: newKey(), stop: new AbortController() }));
      store.dispatch({
        type: 'uploads-added',
        uploads: added.map(({ key, file }) => {
          const tooLarge = file.size > maxBytes;
          const phase = tooLarge
            ? ({ kind: 'refused', problem: largerThan(maxBytes, file) } as const)
            : ({ kind: 'waiting' } as const);
          return { key, name: file.name, size: file.size, phase };
        }),
      });
      for (const photo of added) {
        hooks.chosen(photo.key, photo.file);
        if (photo.file.size > maxBytes) continue;
        photos.set(photo.key, photo);
        waiting.push(photo.key);
      }
      next();
    },
    again(key) {
      store.dispatch({ type: 'upload-phase', key, phase: { kind: 'waiting' } });
      waiting.push(key);
      next();
    },
    cancel(key) {
      photos.get(key)?.stop.abort();
      photos.delete(key);
      store.dispatch({ type: 'upload-removed', key });
    },
  };
}

/** Resolves after a time, when the service is heard of again, or when the signal aborts. */
function pause(store: Store, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, milliseconds);
    const unsubscribe = store.subscribe((state, before) => {
      if (state.connection === 'live' && before.connection !== 'live') end();
    });
    signal.addEventListener('abort', end);
    function end(): void {
      clearTimeout(timer);
      unsubscribe();
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}

function largerThan(maxBytes: number, file: File): Problem {
  return {
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
    title: 'The photo is too large',
    detail: `This photo has ${bytes(file.size)}; the service takes up to ${limit(maxBytes)}. Make it smaller, and try again.`,
    problems: [],
  };
}

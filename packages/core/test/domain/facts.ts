import type { Fact, StoredImage } from '../../src/index.ts';

const base = { taskId: 'task-1', at: 1_767_225_601_000 };

/** Two stored derivatives, as the default presets make them. */
export const images: readonly StoredImage[] = [
  {
    resolution: '1024',
    path: `/output/a/1024/${'a'.repeat(32)}.jpg`,
    md5: 'a'.repeat(32),
    size: 1000,
    width: 1024,
    height: 768,
    format: 'jpeg',
  },
  {
    resolution: '800',
    path: `/output/a/800/${'b'.repeat(32)}.jpg`,
    md5: 'b'.repeat(32),
    size: 700,
    width: 800,
    height: 600,
    format: 'jpeg',
  },
];

export const started = (attempt = 1, run = 1): Fact => ({
  ...base,
  type: 'started',
  run,
  attempt,
  workerId: `worker-${attempt}`,
});
export const progressed = (done: number, attempt = 1, run = 1): Fact => ({
  ...base,
  type: 'progressed',
  run,
  attempt,
  done,
  total: 2,
});
export const attemptFailed = (attempt = 1, willRetry = true, run = 1): Fact => ({
  ...base,
  type: 'attempt-failed',
  run,
  attempt,
  code: 'PROCESSING_FAILED',
  error: 'the disk is full',
  attempts: attempt,
  willRetry,
  delay: willRetry ? 1000 : 0,
});
export const completed = (attempt = 1, run = 1): Fact => ({
  ...base,
  type: 'completed',
  run,
  attempt,
  images,
  processingTime: 120,
});
export const failed = (attempt = 1, run = 1): Fact => ({
  ...base,
  type: 'failed',
  run,
  attempt,
  code: 'PROCESSING_FAILED',
  error: 'the disk is full',
  attempts: attempt,
});

import { STATUS_CODES } from 'node:http';
import type { SentProblem } from '../problems.ts';
import type { TaskPage } from '../routes/answers.ts';
import type { QueuesView } from '../routes/queues.ts';
import type { SessionView } from '../routes/session.ts';
import type { PathSubmission } from '../schemas/submission.ts';
import type { TaskView } from '../schemas/task-view.ts';
import type { Schema } from './openapi.ts';

const id = '01936b1e-7c51-7a4e-9d0b-5a1f0c3e8b42';
const md5 = 'b12d3073a40d29e2515dfd5f7d4876c8';
const at = 1_764_000_000_000;

const submission: PathSubmission = { imagePath: 'photos/two-dogs.jpg', presets: ['1024'], metadata: { productId: 42 } };

const image = {
  resolution: '1024',
  path: `/output/two-dogs/1024/${md5}.jpg`,
  md5,
  size: 188_337,
  width: 1_024,
  height: 1_538,
  format: 'jpeg',
} as const;

const event = { taskId: id, schemaVersion: 1, run: 1 } as const;

const task: TaskView = {
  id,
  status: 'completed',
  settled: true,
  run: 1,
  attempt: 1,
  attempts: 0,
  version: 3,
  source: { kind: 'path', path: 'photos/two-dogs.jpg' },
  presets: ['1024'],
  priority: 0,
  metadata: { productId: 42 },
  progress: { done: 1, total: 1 },
  images: [{ ...image, url: `/images/two-dogs/1024/${md5}.jpg` }],
  processingTime: 412,
  workerId: 'worker-1',
  createdAt: at,
  updatedAt: at + 450,
  events: [
    {
      ...event,
      eventType: 'task.created',
      eventId: `${id}.1.0.task.created`,
      timestamp: at,
      attempt: 0,
      version: 1,
      source: { kind: 'path', path: 'photos/two-dogs.jpg' },
      imagePath: 'photos/two-dogs.jpg',
    },
    {
      ...event,
      eventType: 'task.processing',
      eventId: `${id}.1.1.task.processing`,
      timestamp: at + 20,
      attempt: 1,
      version: 2,
      workerId: 'worker-1',
    },
    {
      ...event,
      eventType: 'task.completed',
      eventId: `${id}.1.1.task.completed`,
      timestamp: at + 440,
      attempt: 1,
      version: 3,
      images: [image],
      processingTime: 412,
    },
  ],
  links: { self: `/tasks/${id}`, events: `/tasks/${id}/events` },
};

const page: TaskPage = { items: [task] };
const session: SessionView = { required: true, read: true, write: false };
const queues: QueuesView = {
  queues: [{ name: 'default', waiting: 2, delayed: 0, active: 1, completed: 40, failed: 1 }],
  tasks: { pending: 2, processing: 1, completed: 40, failed: 1, cancelled: 0, deadLetters: 1 },
};

const examples: Readonly<Record<string, unknown>> = {
  Submission: submission,
  Batch: { tasks: [submission] },
  Task: task,
  Tasks: { tasks: [task] },
  TaskPage: page,
  Session: session,
  Queues: queues,
};

/** The example of a component; undefined where none is kept. */
export function exampleOf(schema: Schema): unknown {
  const name = /^#\/components\/schemas\/(\w+)$/.exec(schema.$ref ?? '')?.[1];
  return name === undefined ? undefined : examples[name];
}

const codes: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  400: ['INVALID_INPUT', 'The request is not valid: imagePath: is missing.'],
  401: ['UNAUTHORIZED', 'No key was sent: this needs a key that may read.'],
  403: ['FORBIDDEN', 'This key does not open what needs a key that may write.'],
  404: ['TASK_NOT_FOUND', `No task has the id "${id}". Check the id, or list the tasks.`],
  409: ['INVALID_TRANSITION', `Task ${id} cannot be cancelled: it is completed.`],
  413: ['PAYLOAD_TOO_LARGE', 'The body has more than the 102400 bytes that are allowed.'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'The content type is text/plain. Send application/json.'],
  422: ['IDEMPOTENCY_CONFLICT', 'The key "a" already belongs to a task that was submitted with another body.'],
  429: ['RATE_LIMITED', 'More than 600 requests in a minute. Wait, and send fewer.'],
  500: ['INTERNAL', 'An error that nobody expected.'],
  503: ['UNAVAILABLE', 'A service that this one depends on cannot be reached just now.'],
};

/** A problem of this status. */
export function problemExample(status: number): SentProblem {
  const [code, detail] = codes[status] ?? ['INTERNAL', 'An error that nobody expected.'];
  return {
    type: `urn:safelight:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: STATUS_CODES[status] ?? String(status),
    status,
    detail,
    code,
    ...(status === 400 ? { problems: ['imagePath: is missing'] } : {}),
    instance: 'urn:request:3f1c2b7e-58a0-4a55-9f0e-d4d1f4a0c1a7',
  };
}

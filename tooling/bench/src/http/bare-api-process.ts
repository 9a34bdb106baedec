// What a team would write by hand: JSON in, one insert, one `queue.add`. Nothing is checked, limited, logged
// or repeated.

import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Queue } from 'bullmq';
import express from 'express';
import { MongoClient } from 'mongodb';

interface Body {
  readonly imagePath: string;
  readonly metadata: object;
}

interface TaskDocument extends Body {
  readonly _id: string;
  readonly status: 'pending';
  readonly createdAt: number;
}

const { REDIS_URL = '', MONGODB_URL = '', NAMESPACE = '', DATABASE = '' } = process.env;
const mongo = await MongoClient.connect(MONGODB_URL);
const tasks = mongo.db(DATABASE).collection<TaskDocument>('bare-tasks');
const queue = new Queue('images', {
  connection: { url: REDIS_URL },
  prefix: NAMESPACE,
  defaultJobOptions: { attempts: 3, backoff: { type: 'exponential', delay: 1_000 } },
});
await queue.waitUntilReady();

const app = express();
app.use(express.json());
app.post('/tasks', async (request, response) => {
  const { imagePath, metadata }: Body = request.body;
  const id = randomUUID();
  await tasks.insertOne({ _id: id, imagePath, metadata, status: 'pending', createdAt: Date.now() });
  await queue.add('image', { taskId: id, imagePath, metadata }, { jobId: id });
  response.status(202).location(`/tasks/${id}`).json({ id, status: 'pending', imagePath, metadata });
});

const server = app.listen(0, '127.0.0.1', () => {
  const address: AddressInfo | string | null = server.address();
  if (address !== null && typeof address === 'object') console.log(JSON.stringify({ port: address.port }));
});
process.once('SIGTERM', () => process.exit(0));

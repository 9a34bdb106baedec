import type { Request, Response } from 'express';
import { z } from 'zod';
import type { EventStream } from '../../events/event-stream.ts';
import { followAll } from '../../events/follow-all.ts';
import { followTask } from '../../events/follow-task.ts';
import { OpenStreams } from '../../events/open-streams.ts';
import type { ViewOf } from '../../events/task-messages.ts';
import { parsePosition } from '../../events/task-position.ts';
import type { StreamKind } from '../../metrics/metrics.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { type Answer, type AnyEndpoint, endpoint } from '../endpoint.ts';
import { taskIdParams } from '../schemas/inputs.ts';
import { taskView } from '../schemas/task-view.ts';

const lastEventId = z
  .string()
  .refine((id) => parsePosition(id) !== undefined, { error: 'must be the id of an event of this stream, such as 4.0' })
  .meta({ description: 'The id of the last event that was heard; what came after it is told.', example: '4.0' })
  .exactOptional();

const stream: Answer = {
  description: 'Server-sent events, for as long as you listen.',
  content: {
    type: 'text/event-stream',
    example: 'retry: 1000\n\nid: 2.0\nevent: task.processing\ndata: {"eventType":"task.processing",…}\n\n',
  },
};

const howItEnds =
  ' A comment now and then keeps the connection alive. `bye` says that this process stops: connect again. A client ' +
  'that does not read is cut off.';

/** Live views, as server-sent events. */
export function eventEndpoints(dependencies: HttpDependencies): readonly AnyEndpoint[] {
  const { pipeline, feed, config, drain, logger, metrics } = dependencies;
  const { maxStreams: max, heartbeatEvery, outputPrefix } = config;
  const streams = new OpenStreams({ max, heartbeatEvery, drain, logger });
  const viewOf: ViewOf = (task) => taskView(task, outputPrefix);

  const serve = async (
    kind: StreamKind,
    { request, response }: { readonly request: Request; readonly response: Response },
    follow: (stream: EventStream) => Promise<void>,
  ): Promise<void> => {
    await streams.serve(response, async (opened) => {
      metrics.eventStreams.inc({ stream: kind });
      try {
        // Whoever asks for the head alone does not listen.
        if (request.method === 'HEAD') opened.open();
        else await follow(opened);
      } finally {
        metrics.eventStreams.dec({ stream: kind });
      }
    });
  };

  return [
    endpoint({
      method: 'get',
      path: '/tasks/{id}/events',
      access: 'read',
      tag: 'Events',
      summary: 'Follow a task',
      description:
        'Tells what the task remembers, then each event as it happens, up to the end of its run: then `end`, and the ' +
        'server closes. Events have the id VERSION.N; Last-Event-ID resumes after one. Where the task no longer ' +
        'remembers what came after it, the task itself is told, as `task`.' +
        howItEnds,
      input: {
        params: taskIdParams,
        query: z.strictObject({ lastEventId }),
        headers: z.object({ 'last-event-id': lastEventId }),
      },
      answers: {
        200: stream,
        204: { description: 'The run has ended, and the client has heard all of it: browsers do not connect again.' },
      },
      problems: [404],
      async handle({ params: { id }, query, headers, request, response }) {
        // A browser that comes back has the newer one in the header; the address stays as it was.
        const after = parsePosition(headers['last-event-id'] ?? query.lastEventId ?? '');
        await serve('task', { request, response }, async (opened) => {
          const outcome = await followTask(opened, { pipeline, viewOf, id, ...(after && { after }) });
          if (outcome === 'heard') response.status(204).end();
        });
      },
    }),
    endpoint({
      method: 'get',
      path: '/events',
      access: 'read',
      tag: 'Events',
      summary: 'Follow all tasks',
      description:
        'First `snapshot`, with the newest 50 tasks as in GET /tasks; then every event of every task, each with the ' +
        "`version` of its task. Where events were lost on the way, `task` tells the task's state instead. Of one task " +
        'nothing comes twice, and nothing after what is newer. Who connects again gets a snapshot again.' +
        howItEnds,
      input: { query: z.strictObject({}) },
      answers: { 200: stream },
      async handle({ request, response }) {
        await serve('feed', { request, response }, (opened) => followAll(opened, feed, viewOf));
      },
    }),
  ];
}

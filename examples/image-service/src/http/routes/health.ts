import { z } from 'zod';
import { type Checks, keptForAMoment, readinessOf } from '../../health/readiness.ts';
import { type AnyEndpoint, endpoint } from '../endpoint.ts';
import { jsonAnswer } from './answers.ts';

const live = z.strictObject({
  status: z.literal('live'),
  uptime: z.number().meta({ description: 'Seconds since the process began.' }),
});

const check = z.strictObject({
  ok: z.boolean(),
  ms: z.number().optional().meta({ description: 'What it needed to answer, in milliseconds.' }),
  behind: z
    .number()
    .optional()
    .meta({ description: 'Of the relay: the age of the oldest fact that waits, in milliseconds.' }),
  problem: z.string().optional().meta({ description: 'What is wrong.' }),
});

const readiness = z.strictObject({
  ready: z.boolean(),
  draining: z.boolean().meta({ description: 'True once shutdown has begun.' }),
  checks: z.record(z.string(), check).meta({ description: 'What this process depends on, by name.' }),
});

/**
 * For orchestrators and balancers. `live` asks nothing of anyone: restarting a process mends no engine. `ready` asks
 * whatever the process depends on.
 */
export function healthEndpoints(checks: Checks, drain: AbortSignal): readonly AnyEndpoint[] {
  const asked = keptForAMoment(checks);
  return [
    endpoint({
      method: 'get',
      path: '/health/live',
      access: 'public',
      tag: 'Operations',
      summary: 'Whether the process answers',
      description: 'Depends on nothing else. Restart a process that does not answer.',
      input: {},
      answers: { 200: jsonAnswer('It does.', live) },
      handle({ response }) {
        response.json({ status: 'live', uptime: performance.now() / 1_000 });
      },
    }),
    endpoint({
      method: 'get',
      path: '/health/ready',
      access: 'public',
      tag: 'Operations',
      summary: 'Whether the process should be given work',
      description:
        'Answers within three seconds, also where an engine hangs. Send no requests to a process that is not ready; ' +
        'what it has in hand it ends. Restarting it would mend nothing.',
      input: {},
      answers: {
        200: jsonAnswer('All it depends on is well.', readiness),
        503: jsonAnswer('Something it depends on is not well, or it shuts down.', readiness),
      },
      async handle({ response }) {
        const state = await readinessOf(asked, drain);
        response.status(state.ready ? 200 : 503).json(state);
      },
    }),
  ];
}

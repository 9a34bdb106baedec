import { z } from 'zod';
import { type Checks, keptForAMoment, readinessOf } from '../../health/readiness.ts';
import { type AnyEndpoint, endpoint } from '../endpoint.ts';

const live = z.strictObject({
  status: z.literal('live'),
  uptime: z.number().describe('Seconds since the process began.'),
});

const check = z.strictObject({
  ok: z.boolean(),
  ms: z.number().optional().describe('What it needed to answer, in milliseconds.'),
  behind: z.number().optional().describe('Of the relay: the age of the oldest fact that waits, in milliseconds.'),
  problem: z.string().optional().describe('What is wrong.'),
});

const readiness = z.strictObject({
  ready: z.boolean(),
  draining: z.boolean().describe('True once shutdown has begun.'),
  checks: z.record(z.string(), check).describe('What this process depends on, by name.'),
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
      answers: { 200: { description: 'It does.', content: { type: 'application/json', schema: live } } },
      handle({ response }) {
        response.set('cache-control', 'no-store').json({ status: 'live', uptime: process.uptime() });
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
        200: { description: 'All it depends on is well.', content: { type: 'application/json', schema: readiness } },
        503: {
          description: 'Something it depends on is not well, or it shuts down.',
          content: { type: 'application/json', schema: readiness },
        },
      },
      async handle({ response }) {
        const state = await readinessOf(asked, drain);
        response
          .status(state.ready ? 200 : 503)
          .set('cache-control', 'no-store')
          .json(state);
      },
    }),
  ];
}

import type { Metrics } from '../../metrics/metrics.ts';
import { type AnyEndpoint, endpoint } from '../endpoint.ts';

/** For Prometheus. */
export function metricsEndpoints(metrics: Pick<Metrics, 'render' | 'contentType'>): readonly AnyEndpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/metrics',
      access: 'read',
      tag: 'Operations',
      summary: 'Metrics for Prometheus',
      description:
        'In the text format. Answers within three seconds; what an engine did not say in time is absent, and ' +
        '`safelight_engine_up` names the engine.',
      input: {},
      answers: { 200: { description: 'The metrics.', content: { type: 'text/plain' } } },
      async handle({ response }) {
        response.type(metrics.contentType).send(await metrics.render());
      },
    }),
  ];
}

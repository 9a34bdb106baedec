import type { Router } from 'express';
import type { Keys } from './access.ts';
import type { HttpDependencies } from './dependencies.ts';
import type { AnyEndpoint } from './endpoint.ts';
import { openApiDocument } from './openapi/document.ts';
import type { OpenApi } from './openapi/openapi.ts';
import { adminRouter } from './routes/admin.ts';
import { deadLetterEndpoints } from './routes/dead-letters.ts';
import { documentationEndpoints } from './routes/documentation.ts';
import { eventEndpoints } from './routes/events.ts';
import { healthEndpoints } from './routes/health.ts';
import { imageEndpoints } from './routes/images.ts';
import { metricsEndpoints } from './routes/metrics.ts';
import { pageRouter } from './routes/page.ts';
import { queueEndpoints } from './routes/queues.ts';
import { sessionEndpoints } from './routes/session.ts';
import { submissionEndpoints } from './routes/submissions.ts';
import { taskEndpoints } from './routes/tasks.ts';

/** The table of the API: what is in it is served, and stands in the OpenAPI document in this order. */
export function endpointsOf(dependencies: HttpDependencies, keys: Keys): readonly AnyEndpoint[] {
  const described: AnyEndpoint[] = [];
  let document: OpenApi | undefined;
  described.push(
    ...submissionEndpoints(dependencies),
    ...taskEndpoints(dependencies),
    ...eventEndpoints(dependencies),
    ...imageEndpoints(dependencies),
    ...deadLetterEndpoints(dependencies),
    ...queueEndpoints(dependencies),
    ...sessionEndpoints(keys),
    ...healthEndpoints(dependencies.checks, dependencies.drain),
    ...metricsEndpoints(dependencies.metrics),
    // It stands in its own table, so it is made when it is first asked for.
    ...documentationEndpoints(() => {
      document ??= openApiDocument(described, keys.required);
      return document;
    }),
  );
  return described;
}

/** What is no API: the queues' admin pages, and the page and its assets. */
export function routersOf(dependencies: HttpDependencies, keys: Keys): readonly Router[] {
  return [adminRouter(keys, dependencies.adminQueues), pageRouter(dependencies)];
}

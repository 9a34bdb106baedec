import { type AnyEndpoint, endpoint } from '../endpoint.ts';
import { docsPage } from '../openapi/docs-page.ts';
import type { OpenApi } from '../openapi/openapi.ts';

const common = { method: 'get', access: 'public', tag: 'Documentation', input: {} } as const;

/** The API, told by itself. @param document asked for each time; it tells of these endpoints too */
export function documentationEndpoints(document: () => OpenApi): readonly AnyEndpoint[] {
  return [
    endpoint({
      ...common,
      path: '/openapi.json',
      summary: 'Read this document',
      answers: { 200: { description: 'The OpenAPI 3.1 document.', content: { type: 'application/json' } } },
      handle({ response }) {
        response.set('cache-control', 'public, max-age=300').json(document());
      },
    }),
    endpoint({
      ...common,
      path: '/docs',
      summary: 'Read this page',
      answers: { 200: { description: 'The document as a page.', content: { type: 'text/html' } } },
      handle({ request, response }) {
        // Its lines to try name the host that was asked for: nothing for a shared cache.
        response.set('cache-control', 'private, max-age=300').type('html');
        response.send(docsPage(document(), `${request.protocol}://${request.host}`));
      },
    }),
  ];
}

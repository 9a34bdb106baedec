import { sessionCookie } from '../access.ts';
import type { EndpointDescription } from '../endpoint.ts';
import { Components } from './components.ts';
import type { OpenApi, PathItem } from './openapi.ts';
import { operationOf } from './operation.ts';

const description = `Takes photos, makes their derivatives, and tells how each one goes.

Every refusal is a problem as RFC 9457 has it: \`code\` is for programs and stays, \`detail\` says what to do, and
\`instance\` names the request in the service's log. Every answer has an \`X-Request-Id\`, the client's own where it
sent one. \`RateLimit\` says how many requests are left. A GET may be a HEAD.

Times are milliseconds since the epoch. Unknown fields, misspelt ones too, are refused.`;

/** The OpenAPI document of these endpoints, and of nothing else. @param required true where a key is needed */
export function openApiDocument(endpoints: readonly EndpointDescription[], required: boolean): OpenApi {
  const components = new Components();
  const paths = new Map<string, PathItem>();
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll('{+', '{');
    const operation = operationOf(endpoint, components, required);
    paths.set(path, { ...paths.get(path), [endpoint.method]: operation });
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Safelight image service',
      version: '1',
      summary: 'Derivatives of photos, asynchronously.',
      description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: Object.fromEntries(paths),
    components: {
      schemas: components.schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A key: Authorization: Bearer KEY.' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'A key.' },
        session: { type: 'apiKey', in: 'cookie', name: sessionCookie, description: 'A key, as POST /session sets it.' },
        adminBasic: { type: 'http', scheme: 'basic', description: 'Any user; the password is the admin key.' },
      },
    },
  };
}

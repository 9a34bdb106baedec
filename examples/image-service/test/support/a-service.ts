import type { Server } from 'node:http';
import request, { type Response, type Test } from 'supertest';
import { type LiveOptions, type LiveService, startLive } from './live-service.ts';
import { type OpenApiCheck, openApiCheck } from './openapi-check.ts';

/** Requests to a service, each answer of which is held against the OpenAPI document. */
type Agent = Readonly<Record<'get' | 'post' | 'delete' | 'head', (path: string) => Test>>;

/** The service, as a client of its API finds it. */
export interface Service extends LiveService {
  /** Fails a test whose answer the document does not tell of. */
  readonly agent: Agent;
  /** For what the document does not tell of: paths that are not there, methods that are not allowed. */
  readonly plain: ReturnType<typeof request>;
  readonly openapi: OpenApiCheck;
  /** The operations that the agent has had an answer of, such as `get /tasks/{id}`. */
  readonly exercised: ReadonlySet<string>;
}

/** Starts a service on embedded engines, real files and sharp, listening on a port of its own. */
export async function startService(options: LiveOptions = {}): Promise<Service> {
  const live = await startLive(options);
  const plain = request(live.server);
  const { body } = await plain.get('/openapi.json').expect(200);
  const openapi = openApiCheck(body);
  const exercised = new Set<string>();
  return { ...live, plain, openapi, exercised, agent: agentOf(live.server, openapi, exercised) };
}

function agentOf(server: Server, openapi: OpenApiCheck, exercised: Set<string>): Agent {
  const checked = (method: keyof Agent) => (path: string) =>
    request(server)
      [method](path)
      .expect((response) => {
        exercised.add(openapi.check(answerOf(method, path, response)));
      });
  return { get: checked('get'), post: checked('post'), delete: checked('delete'), head: checked('head') };
}

function answerOf(method: string, path: string, response: Response) {
  const { status, headers, body } = response;
  return { method: method.toUpperCase(), path, status, headers, body, contentType: headers['content-type'] };
}

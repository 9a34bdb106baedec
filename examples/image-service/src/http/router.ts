import { type RequestHandler, Router } from 'express';
import type { HttpConfig } from '../config/config.ts';
import { allow, type Keys } from './access.ts';
import type { AnyEndpoint } from './endpoint.ts';
import { jsonBody } from './json-body.ts';
import { HttpProblemError } from './problems.ts';

/** Serves the endpoints: who may call, the body, the checks, the handler; and 405 for a path's other methods. */
export function routerOf(endpoints: readonly AnyEndpoint[], keys: Keys, config: HttpConfig): Router {
  const router = Router({ caseSensitive: true });
  // As in OpenAPI, a path of plain words goes before one with braces.
  const paths = [...new Set(endpoints.map(({ path }) => path))].sort((a, b) => braces(a) - braces(b));
  for (const path of paths) {
    const there = endpoints.filter((endpoint) => endpoint.path === path);
    for (const endpoint of there) {
      router[endpoint.method](
        expressPath(path),
        named(endpoint),
        allow(endpoint.access, keys),
        jsonBody(endpoint, config.maxBodyBytes),
        (request, response) => endpoint.run(request, response),
      );
    }
    router.all(expressPath(path), otherMethods(there));
  }
  return router;
}

function braces(path: string): number {
  return path.split('{').length;
}

/** OpenAPI's `/tasks/{id}` and `/images/{+path}` as express writes them. */
function expressPath(path: string): string {
  return path.replace(/\{(\+?)(\w+)\}/g, (_braces, rest: string, name: string) => `${rest === '+' ? '*' : ':'}${name}`);
}

function named(endpoint: AnyEndpoint): RequestHandler {
  return (request, response, next) => {
    response.locals.endpoint = endpoint.path;
    // Whatever has an id here is a task.
    if (typeof request.params.id === 'string') response.locals.taskId = request.params.id;
    next();
  };
}

function otherMethods(there: readonly AnyEndpoint[]): RequestHandler {
  const methods = there.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
  const allowed = [...methods, 'OPTIONS'].join(', ');
  return (request, response) => {
    response.set('allow', allowed);
    if (request.method !== 'OPTIONS') {
      throw new HttpProblemError('METHOD_NOT_ALLOWED', `${request.method} is not allowed here. Use ${allowed}.`);
    }
    response.status(204).end();
  };
}

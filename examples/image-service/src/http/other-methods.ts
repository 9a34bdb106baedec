import type { RequestHandler } from 'express';
import { HttpProblemError } from './problems.ts';

/**
 * For a path's other methods: 405, or what is allowed where OPTIONS asks.
 *
 * @param methods those that the path has
 */
export function otherMethods(methods: readonly string[]): RequestHandler {
  const allowed = [...methods, 'OPTIONS'].join(', ');
  return (request, response) => {
    response.set('allow', allowed);
    if (request.method !== 'OPTIONS') {
      throw new HttpProblemError('METHOD_NOT_ALLOWED', `${request.method} is not allowed here. Use ${allowed}.`);
    }
    response.status(204).end();
  };
}

import type { RequestHandler } from 'express';
import { isLoopback } from '../config/loopback.ts';
import { HttpProblemError } from './problems.ts';

/**
 * Refuses requests that were sent to another name than this machine's own. A service that is open because only this
 * machine reaches it would else be open to every site that is looked at here: a site may let a name of its own point
 * to 127.0.0.1 (DNS rebinding), and is then, for the browser, of the same origin.
 */
export const localNames: RequestHandler = (request, _response, next) => {
  const host = request.get('host') ?? '';
  if (isLoopback(host.replace(/:\d*$/, ''))) {
    next();
    return;
  }
  throw new HttpProblemError(
    'FORBIDDEN',
    'Without keys this service answers only to localhost, 127.0.0.1 and [::1]. Call it by one of them, or set ' +
      'WRITE_KEYS to be called by another name.',
  );
};

import type { CookieOptions, Request } from 'express';
import { z } from 'zod';
import { type Keys, keysOf, sessionCookie } from '../access.ts';
import { type AnyEndpoint, endpoint } from '../endpoint.ts';
import { HttpProblemError } from '../problems.ts';
import { jsonAnswer } from './answers.ts';

/** What the caller may do. */
export interface SessionView {
  /** True where the service asks for a key. */
  readonly required: boolean;
  readonly read: boolean;
  readonly write: boolean;
}

const sessionSchema: z.ZodType<SessionView> = z
  .strictObject({
    required: z.boolean().meta({ description: 'The service asks for a key.' }),
    read: z.boolean(),
    write: z.boolean(),
  })
  .meta({ id: 'Session', description: 'What the caller may do.' });

const longestKey = 512;
const keyBody = z.strictObject({ key: z.string().min(1).max(longestKey) });

/** Where a page keeps its key, since pictures and event streams can't send headers. */
export function sessionEndpoints(keys: Keys): readonly AnyEndpoint[] {
  const view = (given: readonly string[]): SessionView => {
    const { read, write } = keys.grants(given);
    return { required: keys.required, read, write };
  };
  const common = { path: '/session', access: 'public', tag: 'Session' } as const;
  return [
    endpoint({
      ...common,
      method: 'get',
      summary: 'Ask what you may do',
      input: {},
      answers: { 200: jsonAnswer('What the keys of this request allow.', sessionSchema) },
      handle({ request, response }) {
        response.json(view(keysOf(request)));
      },
    }),
    endpoint({
      ...common,
      method: 'post',
      summary: 'Keep a key in a cookie',
      description: 'For pages: the cookie is HttpOnly and SameSite=Strict. Other clients send the key in a header.',
      input: { body: keyBody },
      answers: {
        200: jsonAnswer('What the key allows.', sessionSchema, {
          optionalHeaders: { 'Set-Cookie': 'The key; absent where the service asks for none.' },
        }),
      },
      problems: [401],
      handle({ body, request, response }) {
        const session = view([body.key]);
        if (!session.read)
          throw new HttpProblemError('UNAUTHORIZED', 'The key is not known. Check it for typing errors.');
        if (keys.required) response.cookie(sessionCookie, body.key, cookieOptions(request));
        response.json(session);
      },
    }),
    endpoint({
      ...common,
      method: 'delete',
      summary: 'Forget the key',
      input: {},
      answers: { 204: { description: 'The cookie is cleared.', headers: { 'Set-Cookie': 'An empty one, expired.' } } },
      handle({ request, response }) {
        response.clearCookie(sessionCookie, cookieOptions(request)).status(204).end();
      },
    }),
  ];
}

/** Until the browser closes; over TLS only where it came over TLS. */
function cookieOptions(request: Request): CookieOptions {
  return { httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/' };
}

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { HttpConfig } from '../config/config.ts';
import type { Access } from './endpoint.ts';
import { HttpProblemError } from './problems.ts';

/** The cookie that the page's session keeps the key in, since pictures and event streams can't send headers. */
export const sessionCookie = 'safelight_key';

/** What the keys of a request allow. */
export interface Grants {
  readonly read: boolean;
  readonly write: boolean;
  readonly admin: boolean;
}

/** Knows which key opens what. */
export class Keys {
  readonly #read: readonly Buffer[];
  readonly #write: readonly Buffer[];
  readonly #admin: Buffer | undefined;

  constructor(config: Pick<HttpConfig, 'readKeys' | 'writeKeys' | 'adminKey'>) {
    this.#read = config.readKeys.map(digest);
    this.#write = config.writeKeys.map(digest);
    this.#admin = config.adminKey === undefined ? undefined : digest(config.adminKey);
  }

  /** True where reading and writing need a key. */
  get required(): boolean {
    return this.#read.length + this.#write.length > 0;
  }

  /** True where the admin routes can be opened at all. */
  get administrable(): boolean {
    return this.#admin !== undefined;
  }

  /** What these keys allow together: one that writes reads too, and the admin's does all. */
  grants(given: readonly string[]): Grants {
    const digests = given.map(digest);
    const admin = this.#admin !== undefined && isAmong(digests, [this.#admin]);
    const write = isAmong(digests, this.#write) || admin || !this.required;
    const read = isAmong(digests, this.#read) || write;
    return { read, write, admin };
  }
}

/** Of equal length whatever the key, so that comparing takes equal time. */
function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** Looks at every pair, whether or not one was found before. */
function isAmong(given: readonly Buffer[], allowed: readonly Buffer[]): boolean {
  let found = false;
  for (const one of given) {
    for (const key of allowed) found = timingSafeEqual(one, key) || found;
  }
  return found;
}

/** The keys that a request brings: `Authorization` (Bearer, or Basic's password), `X-API-Key`, the session's cookie. */
export function keysOf(request: Request): readonly string[] {
  const [scheme = '', credentials = ''] = (request.get('authorization') ?? '').split(/ +(.*)/);
  const authorization =
    scheme.toLowerCase() === 'bearer' ? credentials : scheme.toLowerCase() === 'basic' ? passwordOf(credentials) : '';
  return [authorization, request.get('x-api-key') ?? '', cookieOf(request)].filter((key) => key !== '');
}

function passwordOf(credentials: string): string {
  const text = Buffer.from(credentials, 'base64').toString();
  return text.includes(':') ? text.slice(text.indexOf(':') + 1) : '';
}

function cookieOf(request: Request): string {
  const pairs = (request.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  const pair = pairs.find((one) => one.startsWith(`${sessionCookie}=`));
  try {
    return decodeURIComponent(pair?.slice(sessionCookie.length + 1) ?? '');
  } catch {
    // No cookie that this service set.
    return '';
  }
}

/** Lets a request pass that brings a key for `access`. */
export function allow(access: Access, keys: Keys): RequestHandler {
  return (request, _response, next) => next(refusal(access, keys, request));
}

function refusal(access: Access, keys: Keys, request: Request): HttpProblemError | undefined {
  if (access === 'public') return undefined;
  if (access === 'admin' && !keys.administrable) {
    return new HttpProblemError('NOT_FOUND', 'The admin routes are closed. Set ADMIN_KEY to open them.');
  }
  const given = keysOf(request);
  if (keys.grants(given)[access]) return undefined;
  if (given.length > 0 && keys.grants(given).read && access !== 'read') {
    return new HttpProblemError('FORBIDDEN', `This key does not open what needs ${needs[access]}.`);
  }
  return new HttpProblemError(
    'UNAUTHORIZED',
    `${given.length === 0 ? 'No key was sent' : 'The key is not known'}: this needs ${needs[access]}. ` +
      'Send it as "Authorization: Bearer KEY" or "X-API-Key: KEY".',
    {
      headers: {
        'www-authenticate': access === 'admin' ? 'Basic realm="Safelight admin"' : 'Bearer realm="Safelight"',
      },
    },
  );
}

const needs: Readonly<Record<Exclude<Access, 'public'>, string>> = {
  read: 'a key that may read',
  write: 'a key that may write',
  admin: 'the admin key',
};

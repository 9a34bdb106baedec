import type { Request, Response } from 'express';
import type { z } from 'zod';

/** Who may call: `public` needs no key; the others need one of their keys where keys are configured. */
export type Access = 'public' | 'read' | 'write' | 'admin';

/** One answer of an endpoint, as the OpenAPI document tells it. */
export interface Answer {
  readonly description: string;
  /** Absent for an answer without a body. */
  readonly content?: {
    /** A media type, such as `application/json`. */
    readonly type: string;
    /** The body's shape, where it is JSON. */
    readonly schema?: z.ZodType;
    readonly example?: unknown;
  };
  /** Headers worth knowing, each with what it says. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What an endpoint's handler is given: what came in, checked, and express's own two. */
export interface Input<Params, Query, Headers, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly headers: Headers;
  readonly body: Body;
  readonly request: Request;
  readonly response: Response;
}

/**
 * One operation of the HTTP API: what is checked before the handler runs, what the OpenAPI document
 * tells, and the handler. Both come from here, so that the document can't lie.
 */
export interface Endpoint<Params = unknown, Query = unknown, Headers = unknown, Body = unknown> {
  readonly method: 'get' | 'post' | 'delete';
  /** As in OpenAPI: `/tasks/{id}`. `{+path}` takes the rest of the path, slashes included. */
  readonly path: string;
  readonly access: Access;
  /** The group it stands in on the page of the API. */
  readonly tag: string;
  /** A few words. */
  readonly summary: string;
  /** What else a caller should know. */
  readonly description?: string;
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  /** By lower-case name. Headers that it does not name are left alone. */
  readonly headers?: z.ZodType<Headers>;
  /** The JSON body's shape. */
  readonly body?: z.ZodType<Body>;
  /** For bodies that are no JSON: what the document says of them. The handler reads the request itself. */
  readonly otherBody?: { readonly type: string; readonly schema: z.ZodType };
  /** By status code. Problems (4xx, 5xx) need only be named in `problems`. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** The status codes of the problems that it may answer besides those of every endpoint (400, 401, 403, 429, 500, 503). */
  readonly problems?: readonly number[];
  handle(input: Input<Params, Query, Headers, Body>): Promise<void> | void;
}

/** An endpoint whatever its inputs, as a list of them holds it. */
export type AnyEndpoint = Pick<
  Endpoint,
  'method' | 'path' | 'access' | 'tag' | 'summary' | 'description' | 'params' | 'query' | 'headers' | 'body' | 'otherBody' | 'answers' | 'problems'
> & {
  /** Checks what came in by the schemas, and calls the handler. @throws {InvalidInputError} with every problem */
  readonly run: (request: Request, response: Response) => Promise<void>;
};

import type { Request, Response } from 'express';
import { z } from 'zod';
import { invalidInput } from './invalid-input.ts';
import { messageOfIssue } from './messages.ts';

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
  /** Headers worth knowing, which it always has, each with what it says. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that it has only sometimes. */
  readonly optionalHeaders?: Readonly<Record<string, string>>;
}

/** The parts of a request that an endpoint reads. What is not named here is not looked at. */
export type InputShape = {
  /** What stands in the path's braces. */
  readonly params?: z.ZodType;
  /** Every value is a string, or an array of them where the name is repeated. */
  readonly query?: z.ZodType;
  /** By lower-case name. */
  readonly headers?: z.ZodType;
  /** The JSON body. Optional only together with `otherBody`: then it is undefined for a body of that type. */
  readonly body?: z.ZodType;
};

/** A body that is no JSON: what the document says of it. The handler reads the request itself. */
interface OtherBody {
  /** A media type, such as `multipart/form-data`. */
  readonly type: string;
  readonly schema: z.ZodType;
}

/** What there is to know of an endpoint before anyone calls it. */
export interface EndpointDescription {
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
  /** Schemas of what comes in; `{}` where nothing is read. Strict objects, so that a misspelt field is told. */
  readonly input: InputShape;
  readonly otherBody?: OtherBody;
  /** By status code. Problems (4xx, 5xx) need only be named in `problems`. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Of the problems that its own handler throws; what comes before the handler, the document knows: 400, 401, 403, 413, 415, 429, 500, 503. */
  readonly problems?: readonly number[];
}

/** What a handler is given: what came in, checked, and express's own two. */
type Input<Shape extends InputShape> = z.output<z.ZodObject<Shape>> & {
  readonly request: Request;
  readonly response: Response;
};

/**
 * One operation of the HTTP API: what is checked before the handler runs, what the OpenAPI document
 * tells, and the handler. Both come from here, so that the document can't lie.
 */
export interface Endpoint<Shape extends InputShape> extends EndpointDescription {
  readonly input: Shape;
  /** Answers. What it throws becomes a problem. */
  handle(input: Input<Shape>): Promise<void> | void;
}

/** An endpoint whatever its inputs, as a list of them holds it. */
export interface AnyEndpoint extends EndpointDescription {
  /** Checks what came in by the schemas, and calls the handler. @throws {InvalidInputError} with every problem */
  run(request: Request, response: Response): Promise<void>;
}

/**
 * Makes an endpoint for the table. The handler's input is typed by the schemas:
 *
 * ```ts
 * endpoint({ …, input: { params: z.strictObject({ id: taskId }) }, handle: ({ params, response }) => … })
 * ```
 */
export function endpoint<Shape extends InputShape>(definition: Endpoint<Shape>): AnyEndpoint {
  const { handle, ...description } = definition;
  const schema = z.object(definition.input);
  return {
    ...description,
    async run(request, response) {
      const { query, headers, body } = request;
      const given = { params: paramsOf(request), query: withoutEmpty(query), headers, body };
      const checked = schema.safeParse(given, { error: messageOfIssue });
      if (!checked.success) throw invalidInput(checked.error);
      await handle({ ...checked.data, request, response });
    },
  };
}

/** Express gives the rest of a path as an array of its parts. */
function paramsOf(request: Request): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(request.params).map(([name, value]) => [name, Array.isArray(value) ? value.join('/') : value]),
  );
}

/** A form's empty field, `?status=&cursor=`, counts as absent. */
function withoutEmpty(query: Request['query']): Request['query'] {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

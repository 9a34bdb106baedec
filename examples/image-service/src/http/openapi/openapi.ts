import type { z } from 'zod';

// The parts of OpenAPI 3.1 that this service writes.

/** JSON Schema 2020-12. */
export type Schema = z.core.JSONSchema.JSONSchema;

/** A body of one content type. */
export interface MediaType {
  readonly schema?: Schema;
  readonly example?: unknown;
}

/** Bodies by content type. */
export type Content = Readonly<Record<string, MediaType>>;

/** What a client puts into path, query or headers. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Schema;
  /** True where the value may have slashes, which OpenAPI has no word for. */
  readonly 'x-rest-of-path'?: true;
}

/** A header of an answer. */
interface Header {
  readonly description: string;
  /** True where it is never absent. */
  readonly required: boolean;
  readonly schema: Schema;
}

/** One answer. */
export interface Answered {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header>>;
  readonly content?: Content;
}

/** The names of security schemes, each with its scopes: none here. */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

/** A method of a path. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, Answered>>;
  readonly security: readonly SecurityRequirement[];
}

/** Operations by method. */
export type PathItem = Readonly<Partial<Record<'get' | 'post' | 'delete', Operation>>>;

/** The document. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly summary: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly identifier: string };
  };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
}

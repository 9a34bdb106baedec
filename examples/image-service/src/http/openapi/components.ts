import { z } from 'zod';
import type { Schema } from './openapi.ts';

/** Turns zod schemas into JSON Schema; those with an id stand once, among the document's components. */
export class Components {
  readonly #schemas = new Map<string, Schema>();

  /** By name, in the order of the alphabet. */
  get schemas(): Readonly<Record<string, Schema>> {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => a.localeCompare(b)));
  }

  /** @param io whether a client sends or gets it: a default makes a field optional only in what it sends */
  add(schema: z.ZodType, io: 'input' | 'output'): Schema {
    const {
      $schema,
      $defs = {},
      ...own
    } = z.toJSONSchema(schema, {
      io,
      // Where a transform stands behind, the schema says by `meta` what it takes.
      unrepresentable: 'any',
      override: ({ jsonSchema }) => withoutSafeBounds(jsonSchema),
    });
    for (const [name, definition] of Object.entries($defs)) this.#schemas.set(name, withReferences(definition));
    return withReferences(own);
  }
}

/** Zod bounds every integer by what JavaScript can count: true, and no news to a reader. */
function withoutSafeBounds(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
}

function withReferences(schema: Schema): Schema {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/');
  const rewritten: Schema = JSON.parse(text);
  return rewritten;
}

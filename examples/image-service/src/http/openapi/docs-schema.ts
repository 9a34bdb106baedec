import { type Html, html, inline, type Part, prose } from './html.ts';
import type { Schema } from './openapi.ts';

/** The type of a value in a few words; a component is a link. */
export function typeOf(schema: Schema): Html {
  const name = componentOf(schema);
  if (name !== undefined) return html`<a href="#schema-${name}">${name}</a>`;
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum !== undefined) {
    return html`${schema.enum.map((one, index) => html`${index === 0 ? '' : ' or '}<code>${JSON.stringify(one)}</code>`)}`;
  }
  if (schema.type === 'array') return html`list of ${typeOf(itemsOf(schema))}`;
  if (schema.type === 'object' && schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(([field, inner], index): Part => {
      return html`${index === 0 ? '' : ', '}<code>${field}</code>: ${typeOf(asSchema(inner))}`;
    });
    return html`{ ${fields} }`;
  }
  return html`${[schema.type ?? 'anything', boundsOf(schema)].join('')}`;
}

/** A component: its fields as a table, or what it is one of. */
export function schemaSection(name: string, schema: Schema): Html {
  return html`<section class="schema" id="schema-${name}">
<h3><a href="#schema-${name}">${name}</a></h3>
${schema.description === undefined ? undefined : prose(schema.description)}
${bodyOf(schema)}
</section>`;
}

/** The fields of an object, a row each; the alternatives of a union, one table each. */
export function bodyOf(schema: Schema): Html {
  const kinds = schema.oneOf ?? schema.anyOf;
  if (kinds !== undefined) return html`${kinds.map((one) => html`<h4>${nameOf(one)}</h4>${bodyOf(one)}`)}`;
  const { properties, required = [] } = schema;
  if (properties === undefined) return html`<p>${typeOf(schema)}</p>`;
  const rows = Object.entries(properties).map(([field, inner]) =>
    fieldRow(field, asSchema(inner), required.includes(field)),
  );
  return table(['Field', 'Type', 'Meaning'], rows);
}

/** What tells one kind from the others: the one field that can have but one value. */
function nameOf({ properties = {} }: Schema): string {
  const values = Object.values(properties).map((one) => asSchema(one).const);
  return String(values.find((value) => value !== undefined) ?? 'One kind');
}

/** A row of a table of fields or parameters. */
export function fieldRow(field: string, schema: Schema, isRequired: boolean, description?: string): Html {
  const optional = isRequired ? undefined : html` <span class="optional">optional</span>`;
  const fallback = schema.default === undefined ? '' : ` Default ${JSON.stringify(schema.default)}.`;
  return html`<tr><th scope="row"><code>${field}</code>${optional}</th><td>${typeOf(schema)}</td>
<td>${inline(description ?? schema.description ?? '')}${fallback}</td></tr>`;
}

/** A table that scrolls by itself where the screen is narrow. */
export function table(heads: readonly string[], rows: readonly Html[]): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${heads.join(', ')}"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function componentOf(schema: Schema): string | undefined {
  return /^#\/components\/schemas\/(\w+)$/.exec(schema.$ref ?? '')?.[1];
}

function itemsOf({ items }: Schema): Schema {
  return items === undefined || Array.isArray(items) ? {} : asSchema(items);
}

/** JSON Schema allows true and false for "anything" and "nothing". */
function asSchema(schema: Schema | boolean): Schema {
  return typeof schema === 'boolean' ? {} : schema;
}

function boundsOf({ minimum, maximum, minLength, maxLength }: Schema): string {
  const range = (low: number | undefined, high: number | undefined, unit: string): string => {
    if (low === undefined && high === undefined) return '';
    if (high === undefined) return `, from ${low}${unit}`;
    return low === undefined ? `, up to ${high}${unit}` : `, ${low} to ${high}${unit}`;
  };
  return range(minimum, maximum, '') + range(minLength, maxLength, ' characters');
}

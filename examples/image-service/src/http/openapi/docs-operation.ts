import { curlLine, formLine } from './curl.ts';
import { bodyOf, fieldRow, table, typeOf } from './docs-schema.ts';
import { type Html, html, inline, prose } from './html.ts';
import type { Content, Operation, PathItem } from './openapi.ts';

/** One operation: who may call it, how to try it, what it takes and what it answers. */
export function operationSection(origin: string, method: keyof PathItem, path: string, operation: Operation): Html {
  const { operationId, summary, description, parameters = [], requestBody } = operation;
  return html`<section class="operation" id="${operationId}">
<h3><a href="#${operationId}"><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code></a></h3>
<p class="summary">${summary}. <span class="access">${accessOf(operation)}</span></p>
${description === undefined ? undefined : prose(description)}
${shell(curlLine(origin, method, path, operation))}
${shell(formLine(origin, path, operation))}
${
  parameters.length === 0
    ? undefined
    : html`<h4>Takes</h4>${table(
        ['Parameter', 'Type', 'Meaning'],
        parameters.map(({ name, in: where, schema, required, description: what }) =>
          fieldRow(name, schema, required, `In the ${where}. ${what ?? ''}`.trim()),
        ),
      )}`
}
${requestBody === undefined ? undefined : html`<h4>Body</h4>${contents(requestBody.content)}`}
<h4>Answers</h4>${table(['Status', 'Body', 'Meaning'], answerRows(operation))}
${successExample(operation)}
</section>`;
}

function accessOf({ security }: Operation): string {
  if (security.length === 0) return 'Needs no key.';
  if (security.some((scheme) => 'adminBasic' in scheme)) return 'Needs the admin key.';
  return security.some((scheme) => Object.keys(scheme).length === 0) ? 'Open: no keys are configured.' : 'Needs a key.';
}

function shell(line: string | undefined): Html | undefined {
  return line === undefined ? undefined : html`<pre tabindex="0"><code>${line}</code></pre>`;
}

function contents(content: Content): readonly Html[] {
  return Object.entries(content).map(([type, { schema = {} }]) => {
    return html`<p><code>${type}</code>: ${typeOf(schema)}</p>${schema.$ref === undefined ? bodyOf(schema) : undefined}`;
  });
}

function answerRows({ responses }: Operation): readonly Html[] {
  return Object.entries(responses).map(([status, { description, headers = {}, content = {} }]) => {
    const bodies = Object.entries(content).map(([type, { schema }]) => {
      return html`<div>${schema === undefined ? undefined : html`${typeOf(schema)} as `}<code>${type}</code></div>`;
    });
    const told = Object.entries(headers).map(
      ([name, { description: what }]) => html`<div><code>${name}</code>: ${what}</div>`,
    );
    return html`<tr><th scope="row">${status}</th><td>${bodies}</td><td>${inline(description)}${told}</td></tr>`;
  });
}

function successExample({ responses }: Operation): Html | undefined {
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  const example = success?.content?.['application/json']?.example;
  if (example === undefined) return undefined;
  return html`<details><summary>Example</summary><pre tabindex="0"><code>${JSON.stringify(example, null, 2)}</code></pre></details>`;
}

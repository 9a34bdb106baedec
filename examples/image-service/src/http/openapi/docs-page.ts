import { operationSection } from './docs-operation.ts';
import { schemaSection } from './docs-schema.ts';
import { type Html, html, prose } from './html.ts';
import type { OpenApi, Operation, PathItem } from './openapi.ts';

/** The document as a page to read. @param origin for the lines to try, such as `http://127.0.0.1:3000` */
export function docsPage(document: OpenApi, origin: string): string {
  const { info, tags, components } = document;
  const operations = operationsOf(document);
  const groups = tags.map(({ name }) => ({ name, members: operations.filter(({ tag }) => tag === name) }));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${info.title}: API</title>
<link rel="stylesheet" href="/assets/docs.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><h1>${info.title}</h1><p>The page of <a href="/">photos</a>, the document for <a href="/openapi.json">programs</a>.</p></header>
<nav aria-label="Operations">${groups.map(({ name, members }) => navigation(name, members))}
<h2>Shapes</h2><ul>${Object.keys(components.schemas).map((name) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul>
</nav>
<main id="content">
${prose(info.description)}
${groups.map(({ name, members }) => {
  const sections = members.map(({ method, path, operation }) => operationSection(origin, method, path, operation));
  return html`<h2>${name}</h2>${sections}`;
})}
<h2>Shapes</h2>
${Object.entries(components.schemas).map(([name, schema]) => schemaSection(name, schema))}
</main>
</body>
</html>
`.text;
}

interface PlacedOperation {
  readonly method: keyof PathItem;
  readonly path: string;
  readonly tag: string;
  readonly operation: Operation;
}

const methods = ['get', 'post', 'delete'] as const satisfies readonly (keyof PathItem)[];

function operationsOf({ paths }: OpenApi): readonly PlacedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ method, path, operation, tag: operation.tags[0] ?? '' }];
    }),
  );
}

function navigation(name: string, members: readonly PlacedOperation[]): Html {
  return html`<h2>${name}</h2><ul>${members.map(({ operation }) => {
    return html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`;
  })}</ul>`;
}

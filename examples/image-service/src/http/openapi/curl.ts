import type { Operation, PathItem } from './openapi.ts';

/** A line for a shell that calls the operation. @param origin such as `http://127.0.0.1:3000` */
export function curlLine(origin: string, method: keyof PathItem, path: string, operation: Operation): string {
  const words = ['curl'];
  if (method === 'delete') words.push('-X', 'DELETE');
  if (operation.security.some((scheme) => 'bearer' in scheme) && !operation.security.some(isOpen)) {
    words.push('-H', quoted('Authorization: Bearer KEY'));
  }
  const content = operation.requestBody?.content;
  const json = content?.['application/json'];
  if (json !== undefined) {
    words.push('-H', quoted('Content-Type: application/json'), '-d', quoted(JSON.stringify(json.example ?? {})));
  } else if (method === 'post' && content === undefined) {
    words.push('-X', 'POST');
  }
  const streams = Object.values(operation.responses).some(
    ({ content }) => content?.['text/event-stream'] !== undefined,
  );
  if (streams) words.push('-N');
  const url = `${origin}${path.replace(/\{(\w+)\}/g, (_braces, name: string) => name.toUpperCase())}`;
  return [...words, /[&?]/.test(url) ? quoted(url) : url].join(' ');
}

/** The line for a form, where the operation takes one. */
export function formLine(origin: string, path: string, operation: Operation): string | undefined {
  return operation.requestBody?.content['multipart/form-data'] === undefined
    ? undefined
    : `curl -F file=@photo.jpg ${origin}${path}`;
}

function isOpen(scheme: object): boolean {
  return Object.keys(scheme).length === 0;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

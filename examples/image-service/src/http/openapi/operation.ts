import { STATUS_CODES } from 'node:http';
import type { Answer, EndpointDescription } from '../endpoint.ts';
import { problemSchema } from '../schemas/problem.ts';
import type { Components } from './components.ts';
import { exampleOf, problemExample } from './examples.ts';
import type { Answered, Content, MediaType, Operation, Parameter, Schema, SecurityRequirement } from './openapi.ts';

/** Tells of one endpoint. @param required true where reading and writing need a key */
export function operationOf(endpoint: EndpointDescription, components: Components, required: boolean): Operation {
  const { tag, summary, description } = endpoint;
  const parameters = parametersOf(endpoint, components);
  const requestBody = requestBodyOf(endpoint, components);
  return {
    operationId: operationId(endpoint),
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: responsesOf(endpoint, components),
    security: securityOf(endpoint, required),
  };
}

/** `postTasksIdReplay` for `POST /tasks/{id}/replay`. */
function operationId({ method, path }: EndpointDescription): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function parametersOf({ path, input }: EndpointDescription, components: Components): readonly Parameter[] {
  const places = [
    ['path', input.params],
    ['query', input.query],
    ['header', input.headers],
  ] as const;
  return places.flatMap(([where, schema]) => {
    if (schema === undefined) return [];
    const { properties = {}, required = [] } = components.add(schema, 'input');
    return Object.entries(properties).map(([name, property]): Parameter => {
      const { description, ...rest } = typeof property === 'object' ? property : {};
      return {
        name: where === 'header' ? headerName(name) : name,
        in: where,
        required: where === 'path' || required.includes(name),
        ...(description === undefined ? {} : { description }),
        schema: rest,
        ...(path.includes(`{+${name}}`) ? { 'x-rest-of-path': true } : {}),
      };
    });
  });
}

/** `Idempotency-Key` for `idempotency-key`. */
function headerName(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function requestBodyOf({ input, otherBody }: EndpointDescription, components: Components): Operation['requestBody'] {
  const content: Record<string, MediaType> = {};
  if (input.body !== undefined) content['application/json'] = mediaType(components.add(input.body, 'input'));
  if (otherBody !== undefined) content[otherBody.type] = { schema: components.add(otherBody.schema, 'input') };
  return Object.keys(content).length === 0 ? undefined : { required: true, content };
}

function mediaType(schema: Schema): MediaType {
  const example = exampleOf(schema);
  return example === undefined ? { schema } : { schema, example };
}

function responsesOf(endpoint: EndpointDescription, components: Components): Operation['responses'] {
  const responses = new Map<number, Answered>();
  for (const [status, answer] of Object.entries(endpoint.answers)) {
    responses.set(Number(status), answeredOf(answer, components));
  }
  const problem = components.add(problemSchema, 'output');
  for (const status of problemStatuses(endpoint)) {
    const there = responses.get(status);
    const content: Content = { 'application/problem+json': { schema: problem, example: problemExample(status) } };
    responses.set(status, {
      description: STATUS_CODES[status] ?? String(status),
      ...there,
      content: { ...there?.content, ...content },
    });
  }
  return Object.fromEntries([...responses].sort(([a], [b]) => a - b));
}

function answeredOf(answer: Answer, components: Components): Answered {
  const { description, content, headers = {}, optionalHeaders = {} } = answer;
  const told = { ...headersOf(headers, true), ...headersOf(optionalHeaders, false) };
  return {
    description,
    ...(Object.keys(told).length === 0 ? {} : { headers: told }),
    ...(content === undefined ? {} : { content: { [content.type]: bodyOf(content, components) } }),
  };
}

function bodyOf({ schema, example }: NonNullable<Answer['content']>, components: Components): MediaType {
  const body = schema === undefined ? {} : mediaType(components.add(schema, 'output'));
  return example === undefined ? body : { ...body, example };
}

function headersOf(headers: Readonly<Record<string, string>>, required: boolean): NonNullable<Answered['headers']> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, required, schema: { type: 'string' } }]),
  );
}

/** What it names itself, and what comes before its handler. */
function problemStatuses({ access, method, input, problems = [] }: EndpointDescription): ReadonlySet<number> {
  return new Set([
    ...[400, 429, 500, 503],
    ...(access === 'public' ? [] : [401, 403]),
    // A page of another site may not write, whatever needs no key.
    ...(method === 'get' ? [] : [403]),
    ...(input.body === undefined ? [] : [413, 415]),
    ...problems,
  ]);
}

function securityOf({ access }: EndpointDescription, required: boolean): readonly SecurityRequirement[] {
  if (access === 'public') return [];
  if (access === 'admin') return [{ adminBasic: [] }, { bearer: [] }];
  const open: readonly SecurityRequirement[] = required ? [] : [{}];
  return [...open, { bearer: [] }, { apiKey: [] }, { session: [] }];
}

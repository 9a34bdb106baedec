import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { OpenApi, Operation, PathItem } from '../../src/http/openapi/openapi.ts';

/** An answer as a test has it. */
interface Answered {
  /** As sent, `HEAD` too. */
  readonly method: string;
  /** With or without a query. */
  readonly path: string;
  readonly status: number;
  /** Undefined where there is none. */
  readonly contentType: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Parsed, where it is JSON. */
  readonly body: unknown;
}

/** Holds answers against an OpenAPI document. */
export interface OpenApiCheck {
  /**
   * The operation that the answer is of, such as `get /tasks/{id}`.
   *
   * @throws {Error} for a path, method, status, content type or body that the document does not tell of
   */
  check(answer: Answered): string;
  /** Every operation of the document. */
  readonly operations: readonly string[];
}

/** @param document as `/openapi.json` gives it */
export function openApiCheck(document: OpenApi): OpenApiCheck {
  // Its vocabulary has words that are OpenAPI's own, and formats such as int32 that say nothing here.
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  formats.default(ajv);
  ajv.addSchema({ $id: 'openapi', ...document });
  const compiled = new Map<string, ValidateFunction>();

  const bodyProblems = (pointer: string, body: unknown): string => {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi#${pointer}` });
    compiled.set(pointer, validate);
    return validate(body) ? '' : ajv.errorsText(validate.errors);
  };

  return {
    operations: operationsOf(document),
    check({ method: sent, path, status, contentType, headers, body }) {
      const method = sent === 'HEAD' ? 'get' : sent.toLowerCase();
      const template = templateOf(document, path);
      const operation = operationAt(document, template, method);
      const where = `${sent} ${path} answered ${status}`;
      const answer = operation.responses[status];
      if (answer === undefined) throw new Error(`${where}, which the document does not tell of.`);
      for (const [name, { required }] of Object.entries(answer.headers ?? {})) {
        if (required && headers[name.toLowerCase()] === undefined) throw new Error(`${where} without ${name}.`);
      }
      if (contentType === undefined) {
        if (answer.content !== undefined && sent !== 'HEAD') throw new Error(`${where} without a body.`);
        return `${method} ${template}`;
      }
      const type = typeIn(answer.content ?? {}, contentType);
      if (type === undefined) throw new Error(`${where} with ${contentType}, which the document does not tell of.`);
      if (sent !== 'HEAD' && answer.content?.[type]?.schema !== undefined) {
        const parts = ['paths', template, method, 'responses', String(status), 'content', type, 'schema'];
        const problems = bodyProblems(`/${parts.map(escaped).join('/')}`, body);
        if (problems !== '') throw new Error(`${where} with a body that is not as the document tells: ${problems}`);
      }
      return `${method} ${template}`;
    },
  };
}

function operationsOf({ paths }: OpenApi): readonly string[] {
  return Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`));
}

/** A path of plain words goes before one with braces, as OpenAPI says. */
function templateOf({ paths }: OpenApi, path: string): string {
  const [plain = ''] = path.split('?');
  if (Object.hasOwn(paths, plain)) return plain;
  const found = Object.entries(paths).find(([template, item]) => patternOf(template, item).test(plain));
  if (found === undefined) throw new Error(`The document has no path for ${plain}.`);
  return found[0];
}

function patternOf(template: string, item: PathItem): RegExp {
  const parameters = Object.values(item).flatMap((operation) => operation.parameters ?? []);
  const source = template.replace(/\{(\w+)\}/g, (_braces, name: string) => {
    const isRest = parameters.some((one) => one.name === name && one['x-rest-of-path'] === true);
    return isRest ? '.+' : '[^/]+';
  });
  return new RegExp(`^${source}$`);
}

function operationAt({ paths }: OpenApi, template: string, method: string): Operation {
  const item = paths[template] ?? {};
  const operation = method === 'get' || method === 'post' || method === 'delete' ? item[method] : undefined;
  if (operation === undefined) throw new Error(`The document has no ${method} for ${template}.`);
  return operation;
}

/** The content type as the document has it: without parameters, or a range such as `image/*`. */
function typeIn(content: object, contentType: string): string | undefined {
  const [plain = ''] = contentType.split(';');
  const range = `${plain.split('/')[0]}/*`;
  return [plain, range].find((type) => Object.hasOwn(content, type));
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

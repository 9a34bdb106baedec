import { readdir } from 'node:fs/promises';
import type { Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from './support/a-service.ts';

type Case = readonly [
  name: string,
  send: (service: Service) => Test,
  status: number,
  code: string,
  says: string | RegExp,
];

const post = (body: unknown) => (service: Service) =>
  service.agent.post('/tasks').set('content-type', 'application/json').send(JSON.stringify(body));
const raw =
  (text: string, type = 'application/json') =>
  (service: Service) =>
    service.agent.post('/tasks').set('content-type', type).send(text);
const get = (path: string) => (service: Service) => service.agent.get(path);
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** Each is refused, with a code for programs and a sentence that helps. */
const cases: readonly Case[] = [
  ['malformed JSON', raw('{"imagePath": '), 400, 'MALFORMED_JSON', /not JSON/],
  ['no body', (service) => service.agent.post('/tasks'), 400, 'MALFORMED_JSON', /body is missing.*application\/json/],
  ['an empty body', raw(''), 400, 'MALFORMED_JSON', /body is missing/],
  ['a string for an object', post('a.jpg'), 400, 'INVALID_INPUT', 'body: must be an object, got "a.jpg"'],
  ['an array for an object', post([]), 400, 'INVALID_INPUT', 'body: must be an object, got an array'],
  ['null', post(null), 400, 'INVALID_INPUT', 'body: must be an object, got null'],
  ['a missing field', post({}), 400, 'INVALID_INPUT', 'imagePath: is missing'],
  ['an empty path', post({ imagePath: '' }), 400, 'INVALID_INPUT', 'imagePath: must have at least 1 character(s)'],
  ['a NUL in a path', post({ imagePath: 'a\0.jpg' }), 400, 'INVALID_INPUT', /imagePath: .*NUL/],
  [
    'a path that is too long',
    post({ imagePath: 'a'.repeat(4_097) }),
    400,
    'INVALID_INPUT',
    /imagePath: .*at most 4096/,
  ],
  ['a number for a path', post({ imagePath: 7 }), 400, 'INVALID_INPUT', 'imagePath: must be a string, got 7'],
  [
    'a misspelt field',
    post({ imagePath: 'a.jpg', preset: ['800'] }),
    400,
    'INVALID_INPUT',
    'preset: is not known here',
  ],
  [
    'a field that does harm',
    raw('{"imagePath":"a.jpg","__proto__":{"x":1}}'),
    400,
    'INVALID_INPUT',
    /__proto__: is not known/,
  ],
  [
    'an unknown preset',
    post({ imagePath: 'a.jpg', presets: ['big'] }),
    400,
    'UNKNOWN_PRESET',
    'presets[0]: unknown preset "big"; known are 1024, 800',
  ],
  [
    'no preset at all',
    post({ imagePath: 'a.jpg', presets: [] }),
    400,
    'INVALID_INPUT',
    'presets: must have at least 1 item(s)',
  ],
  [
    'a priority that is no whole number',
    post({ imagePath: 'a.jpg', priority: 1.5 }),
    400,
    'INVALID_INPUT',
    'priority: must be a whole number, got 1.5',
  ],
  [
    'a negative priority',
    post({ imagePath: 'a.jpg', priority: -1 }),
    400,
    'INVALID_INPUT',
    'priority: must be at least 0',
  ],
  [
    'metadata that is no object',
    post({ imagePath: 'a.jpg', metadata: [1] }),
    400,
    'INVALID_INPUT',
    'metadata: must be an object, got an array',
  ],
  [
    'metadata nested too deeply',
    raw(`{"imagePath":"a.jpg","metadata":{"a":${nested(40_000)}}}`),
    400,
    'INVALID_INPUT',
    /metadata: .*64 levels/,
  ],
  [
    'metadata that is too large',
    post({ imagePath: 'a.jpg', metadata: { text: 'é'.repeat(8_187) } }),
    400,
    'INVALID_INPUT',
    /metadata: must have at most 16384 bytes as JSON, has 16385: keep what is long elsewhere, and send its id/,
  ],
  ['a body nested too deeply', raw(nested(50_000)), 400, 'INVALID_INPUT', 'body: must be an object, got an array'],
  [
    'a path out of the root',
    post({ imagePath: '../secret.jpg' }),
    403,
    'SOURCE_NOT_ALLOWED',
    /lies outside the input folder/,
  ],
  [
    'a path out of the root by a detour',
    post({ imagePath: 'a/../../secret.jpg' }),
    403,
    'SOURCE_NOT_ALLOWED',
    /outside/,
  ],
  ['an absolute path elsewhere', post({ imagePath: '/etc/passwd' }), 403, 'SOURCE_NOT_ALLOWED', /outside/],
  ['the root itself', post({ imagePath: '.' }), 403, 'SOURCE_NOT_ALLOWED', /Name a file in it/],
  [
    'a form as text',
    raw('imagePath=a.jpg', 'application/x-www-form-urlencoded'),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    /Send application\/json or multipart\/form-data/,
  ],
  ['a body without a type', raw('{}', ''), 415, 'UNSUPPORTED_MEDIA_TYPE', /content type/],
  ['a charset that nobody has', raw('{}', 'application/json; charset=utf-77'), 415, 'UNSUPPORTED_MEDIA_TYPE', /UTF-8/],
  [
    'a body over the limit',
    post({ imagePath: 'a.jpg', metadata: { a: 'x'.repeat(110_000) } }),
    413,
    'PAYLOAD_TOO_LARGE',
    /102400 bytes/,
  ],
  [
    'a key that is too long',
    (s) => post({ imagePath: 'a.jpg' })(s).set('idempotency-key', 'k'.repeat(256)),
    400,
    'INVALID_INPUT',
    'headers.idempotency-key: must have at most 255 character(s)',
  ],
  [
    'a batch of nothing',
    (s) => s.agent.post('/tasks/batch').send({ tasks: [] }),
    400,
    'INVALID_INPUT',
    'tasks: must have at least 1 item(s)',
  ],
  [
    'a batch of too many',
    (s) => s.agent.post('/tasks/batch').send({ tasks: Array(101).fill({ imagePath: 'a.jpg' }) }),
    400,
    'INVALID_INPUT',
    'tasks: must have at most 100 item(s)',
  ],
  [
    'a form for a batch',
    (s) => s.agent.post('/tasks/batch').attach('file', Buffer.from('x'), 'a.jpg'),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    /Send application\/json\./,
  ],
  [
    'a text that is named .jpg',
    (s) => s.agent.post('/tasks').attach('file', Buffer.from('I am no picture'), 'a.jpg'),
    415,
    'UNSUPPORTED_FORMAT',
    /image|JPEG/,
  ],
  ['an upload with a misspelt field', upload({ preset: '800' }), 400, 'INVALID_INPUT', 'preset: is not known here'],
  [
    'an upload with an unknown preset',
    upload({ presets: '800,big' }),
    400,
    'UNKNOWN_PRESET',
    /presets\[1\]: unknown preset "big"/,
  ],
  [
    'an upload with metadata that is no JSON',
    upload({ metadata: '{' }),
    400,
    'INVALID_INPUT',
    /metadata: must be JSON/,
  ],
  [
    'an upload with metadata that is too large',
    upload({ metadata: JSON.stringify({ text: 'x'.repeat(20_000) }) }),
    400,
    'INVALID_INPUT',
    /metadata: must have at most 16384 bytes as JSON/,
  ],
  [
    'an upload that tells the service of itself',
    upload({ metadata: '{"upload":{}}' }),
    400,
    'INVALID_INPUT',
    'metadata.upload: is told by the service: use another name',
  ],
  [
    'an upload with a priority in words',
    upload({ priority: 'high' }),
    400,
    'INVALID_INPUT',
    'priority: must be a number, got "high"',
  ],
  ['an id that is none', get('/tasks/a%20b'), 400, 'INVALID_INPUT', /params\.id: must be 1 to 64 of/],
  ['an id of digits', get('/tasks/123'), 400, 'INVALID_INPUT', /no whole number/],
  ['an id that is not well encoded', get('/tasks/%ff'), 400, 'MALFORMED_REQUEST', /cannot be read/],
  ['an id that nobody has', get('/tasks/nobody'), 404, 'TASK_NOT_FOUND', /Check the id/],
  [
    'a cursor that was tampered with',
    get('/tasks?cursor=eyJ4IjoxfQ'),
    400,
    'INVALID_INPUT',
    /cursor: must be one that a page gave/,
  ],
  [
    'a cursor of dead letters that was tampered with',
    get('/dead-letters?cursor=x'),
    400,
    'INVALID_INPUT',
    /cursor: must be one/,
  ],
  [
    'two cursors',
    get('/tasks?cursor=a&cursor=b'),
    400,
    'INVALID_INPUT',
    'query.cursor: must be a string, got an array',
  ],
  ['a state that is none', get('/tasks?status=done'), 400, 'INVALID_INPUT', /query\.status: must be one of "pending"/],
  ['a limit in words', get('/tasks?limit=all'), 400, 'INVALID_INPUT', /query\.limit: must be a number/],
  ['a limit of nothing', get('/tasks?limit=0'), 400, 'INVALID_INPUT', 'query.limit: must be at least 1'],
  ['a limit that is too large', get('/tasks?limit=201'), 400, 'INVALID_INPUT', 'query.limit: must be at most 200'],
  ['a query that is not known', get('/tasks?state=failed'), 400, 'INVALID_INPUT', 'query.state: is not known here'],
  [
    'a run that is none',
    (s) => s.agent.post('/tasks/a/replay?run=x'),
    400,
    'INVALID_INPUT',
    /query\.run: must be a number/,
  ],
  ['a session without a key', (s) => s.agent.post('/session').send({}), 400, 'INVALID_INPUT', 'key: is missing'],
];

function upload(fields: Readonly<Record<string, string>>): Case[1] {
  return (service) => service.agent.post('/tasks').field(fields).attach('file', `${service.inputDir}/fig.jpg`);
}

describe('bad input', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ config: { maxUploadBytes: 1_000_000 } });
  });
  afterAll(() => service[Symbol.asyncDispose]());

  it.each(cases)('%s', async (_name, send, status, code, says) => {
    const { body, headers, text } = await send(service);
    expect({ status: body.status, code: body.code }).toEqual({ status, code });
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const sentences = [body.detail, ...(body.problems ?? [])];
    expect(sentences).toContainEqual(
      typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says),
    );
    expect(body.instance).toBe(`urn:request:${headers['x-request-id']}`);
    expect(text).not.toMatch(/node_modules|\.[jt]s:\d|\bat \w+ \(|\/tmp\//);
  });

  it('every problem at once', async () => {
    const body = { presets: ['big'], priority: 'high', metadata: 7, colour: 'red' };
    const answer = await service.agent.post('/tasks').send(body).expect(400);
    expect(answer.body.code).toBe('INVALID_INPUT');
    expect(answer.body.problems.toSorted()).toEqual([
      'colour: is not known here',
      'imagePath: is missing',
      'metadata: must be an object, got 7',
      expect.stringContaining('presets[0]: unknown preset "big"'),
      'priority: must be a number, got "high"',
    ]);
  });

  it('a file over the limit, which leaves nothing behind', async () => {
    const before = await readdir(service.inputDir, { recursive: true });
    const big = Buffer.alloc(1_100_000);
    const { body } = await service.agent.post('/tasks').attach('file', big, 'big.jpg').expect(413);
    expect(body.code).toBe('PAYLOAD_TOO_LARGE');
    expect(body.detail).toContain('1000000');
    expect(await readdir(service.inputDir, { recursive: true })).toEqual(before);
  });

  it('stores no task for any of it', async () => {
    expect((await service.agent.get('/tasks').expect(200)).body.items).toEqual([]);
  });

  it('tells where nothing is, and which methods there are', async () => {
    const nowhere = await service.plain.get('/nowhere').expect(404);
    expect(nowhere.body).toMatchObject({ code: 'NOT_FOUND', detail: expect.stringContaining('/docs') });
    expect(nowhere.headers['content-type']).toMatch(/^application\/problem\+json/);
    const put = await service.plain.put('/tasks').send({}).expect(405);
    expect(put.headers.allow).toBe('POST, GET, HEAD, OPTIONS');
    expect(put.body.code).toBe('METHOD_NOT_ALLOWED');
    expect((await service.plain.get('/tasks/batch').expect(405)).headers.allow).toBe('POST, OPTIONS');
    expect((await service.plain.options('/tasks').expect(204)).headers.allow).toBe('POST, GET, HEAD, OPTIONS');
    expect((await service.plain.head('/nowhere').expect(404)).text).toBeUndefined();
  });
});

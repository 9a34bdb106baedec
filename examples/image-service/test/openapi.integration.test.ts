import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenApi } from '../src/http/openapi/openapi.ts';
import { type Service, startService } from './support/a-service.ts';
import { openApiCheck } from './support/openapi-check.ts';

/** One call of each operation; each answer is held against the document. Others are held elsewhere too. */
const calls: Readonly<Record<string, (service: Service, id: string) => PromiseLike<unknown>>> = {
  'post /tasks': ({ agent }) => agent.post('/tasks').send({ imagePath: 'fig.jpg' }).expect(202),
  'get /tasks': ({ agent }) => agent.get('/tasks').expect(200),
  'post /tasks/batch': ({ agent }) =>
    agent
      .post('/tasks/batch')
      .send({ tasks: [{ imagePath: 'fig.jpg' }] })
      .expect(202),
  'get /tasks/{id}': ({ agent }, id) => agent.get(`/tasks/${id}`).expect(200),
  'delete /tasks/{id}': ({ agent }, id) => agent.delete(`/tasks/${id}`).expect(409),
  'post /tasks/{id}/replay': ({ agent }, id) => agent.post(`/tasks/${id}/replay?run=1`).expect(202),
  'get /tasks/{id}/events': ({ agent }, id) => agent.get(`/tasks/${id}/events`).buffer(true).expect(200),
  'get /events': ({ agent }) => agent.head('/events').expect(200),
  'get /images/{path}': async ({ agent, pipeline }, id) => {
    const image = (await pipeline.get(id))?.images['800'];
    return agent.get(`/images${image?.path.slice('/output'.length)}`).expect(200);
  },
  'get /dead-letters': ({ agent }) => agent.get('/dead-letters').expect(200),
  'delete /dead-letters/{id}': ({ agent }) => agent.delete('/dead-letters/nobody').expect(404),
  'get /queues': ({ agent }) => agent.get('/queues').expect(200),
  'get /session': ({ agent }) => agent.get('/session').expect(200),
  'post /session': ({ agent }) => agent.post('/session').send({ key: 'any' }).expect(200),
  'delete /session': ({ agent }) => agent.delete('/session').expect(204),
  'get /health/live': ({ agent }) => agent.get('/health/live').expect(200),
  'get /health/ready': ({ agent }) => agent.get('/health/ready').expect(200),
  'get /metrics': ({ agent }) => agent.get('/metrics').expect(200),
  'get /openapi.json': ({ agent }) => agent.get('/openapi.json').expect(200),
  'get /docs': ({ agent }) => agent.get('/docs').expect(200),
};

describe('the OpenAPI document', () => {
  let service: Service;
  let document: OpenApi;
  beforeAll(async () => {
    service = await startService();
    document = (await service.plain.get('/openapi.json')).body;
  });
  afterAll(() => service[Symbol.asyncDispose]());

  it('tells of every endpoint, and each answers as it tells', async () => {
    expect(Object.keys(calls).toSorted()).toEqual(service.openapi.operations.toSorted());
    const { id } = await service.complete();
    for (const call of Object.values(calls)) await call(service, id);
    expect([...service.exercised].toSorted()).toEqual(service.openapi.operations.toSorted());
  });

  it('is OpenAPI 3.1 that refers to nothing that is not there', () => {
    expect(document.openapi).toBe('3.1.1');
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name);
    const { schemas, securitySchemes } = document.components;
    expect(references.filter((name) => !(name in schemas))).toEqual([]);
    expect(text).not.toContain('$defs');
    expect(Object.keys(schemas)).toEqual(
      expect.arrayContaining(['Batch', 'Event', 'Image', 'Problem', 'Queues', 'Session', 'Submission', 'Task']),
    );
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const schemes = operations.flatMap(({ security }) => security.flatMap((scheme) => Object.keys(scheme)));
    expect(schemes.filter((name) => !(name in securitySchemes))).toEqual([]);
  });

  it('has examples that are as their schemas tell', () => {
    let examples = 0;
    for (const [path, item] of Object.entries(document.paths)) {
      for (const [method, { responses }] of Object.entries(item)) {
        for (const [status, { content = {}, headers = {} }] of Object.entries(responses)) {
          for (const [contentType, { example }] of Object.entries(content)) {
            if (example === undefined || typeof example === 'string') continue;
            const told = Object.fromEntries(Object.keys(headers).map((name) => [name.toLowerCase(), 'x']));
            const answer = { method: method.toUpperCase(), path, status: Number(status), contentType, headers: told };
            service.openapi.check({ ...answer, body: example });
            examples++;
          }
        }
      }
    }
    expect(examples).toBeGreaterThan(100);
  });

  it('asks for a key where keys are configured, and says so where none is', async () => {
    expect(document.paths['/tasks']?.get?.security).toContainEqual({});
    await using closed = await startService({ config: { readKeys: [], writeKeys: ['write-0123456789abcdef'] } });
    const { body } = await closed.agent.get('/openapi.json').expect(200);
    expect(body.paths['/tasks'].get.security).toEqual([{ bearer: [] }, { apiKey: [] }, { session: [] }]);
    expect(body.paths['/health/live'].get.security).toEqual([]);
  });

  it('is checked by a check that finds what is wrong', () => {
    const { check } = openApiCheck(document);
    const answer = { method: 'GET', path: '/queues', status: 200, contentType: 'application/json', headers: {} };
    const body = document.paths['/queues']?.get?.responses['200']?.content?.['application/json']?.example;
    expect(check({ ...answer, body })).toBe('get /queues');
    expect(() => check({ ...answer, body: { queues: [] } })).toThrow("required property 'tasks'");
    expect(() => check({ ...answer, body: { ...Object(body), more: 1 } })).toThrow('additional properties');
    expect(() => check({ ...answer, body, status: 201 })).toThrow('does not tell of');
    expect(() => check({ ...answer, body, contentType: 'text/plain' })).toThrow('does not tell of');
    expect(() => check({ ...answer, body, path: '/nowhere' })).toThrow('no path');
    expect(() => check({ ...answer, body, method: 'POST' })).toThrow('no post');
    const accepted = { ...answer, method: 'POST', path: '/tasks', status: 202 };
    expect(() => check({ ...accepted, body: {} })).toThrow('without Location');
  });

  it('is a page, too: with every operation and shape, and nothing from elsewhere', async () => {
    const { text } = await service.agent.get('/docs').expect(200);
    for (const item of Object.values(document.paths)) {
      for (const { operationId } of Object.values(item)) expect(text).toContain(`id="${operationId}"`);
    }
    const anchors = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id = '']) => id);
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    expect(anchors.filter((id) => !ids.has(id))).toEqual([]);
    expect(text).toContain(`curl ${service.url}/queues`);
    expect(text).not.toMatch(/<script|style=|src=|https?:(?!\/\/127\.0\.0\.1)/);
    const [, style = ''] = /<link rel="stylesheet" href="([^"]+)">/.exec(text) ?? [];
    const sheet = await service.plain.get(style).expect(200);
    expect(sheet.headers['content-type']).toMatch(/^text\/css/);
  });
});

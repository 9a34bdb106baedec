import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { repositoryRoot } from '../workspaces.js';

// No container engine runs where this does: what is held here is the file's shape, and what the README and
// the queue rely on. A key that Compose does not know would be an error only when somebody starts it.
interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly healthcheck: Readonly<Record<string, unknown>>;
}
interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');
const compose: ComposeFile = parse(read('docker-compose.yml'));
const services = Object.entries(compose.services);

describe('docker-compose.yml', () => {
  it('has Redis and MongoDB, and no key that Compose does not know', () => {
    expect(Object.keys(compose).sort()).toEqual(['name', 'services', 'volumes']);
    expect(Object.keys(compose.services).sort()).toEqual(['mongodb', 'redis']);
    const known = new Set(['image', 'command', 'ports', 'volumes', 'healthcheck']);
    expect(services.flatMap(([, service]) => Object.keys(service)).filter((key) => !known.has(key))).toEqual([]);
  });

  it.each(services)(
    'has %s at a named version, on this machine alone, with its data in a named volume',
    (_, service) => {
      expect(service.image).toMatch(/^[a-z]+:\d+\.\d+(-alpine)?$/);
      for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
      expect(service.volumes).toHaveLength(1);
      for (const volume of service.volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
    },
  );

  it.each(services)('asks %s whether it is well, for --wait', (_, { healthcheck }) => {
    const { test, ...times } = healthcheck;
    expect(test).toEqual(expect.arrayContaining([expect.stringMatching(/^CMD(-SHELL)?$/)]));
    expect(times).toEqual({
      interval: expect.stringMatching(/^\d+s$/),
      timeout: expect.stringMatching(/^\d+s$/),
      retries: expect.any(Number),
    });
  });

  it('runs a Redis that evicts nothing and keeps what it was told', () => {
    const command = compose.services.redis?.command?.join(' ');
    expect(command).toContain('--maxmemory-policy noeviction');
    expect(command).toContain('--appendonly yes');
  });

  it('publishes the ports that the READMEs name', () => {
    const published = services.flatMap(([, { ports }]) => ports.map((port) => Number(port.split(':')[1])));
    for (const file of ['README.md', 'examples/image-service/README.md']) {
      const command = /^REDIS_URL=redis:\/\/127\.0\.0\.1:(\d+) MONGODB_URL=mongodb:\/\/127\.0\.0\.1:(\d+) /m.exec(
        read(file),
      );
      expect(command?.slice(1).map(Number), file).toEqual(published);
    }
  });
});

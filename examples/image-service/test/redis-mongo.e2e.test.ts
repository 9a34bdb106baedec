import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { describeWithServers } from '@safelight-tooling/test-services/vitest';
import { describe, expect, it } from 'vitest';
import { expectNamesToBeHashes, inTemporaryFolder, runDemo, samplesFolder, tableRows } from './support/demo-process.ts';
import { databasesOf, isRunning, keysOf, workersIn } from './support/leftovers.ts';

const engines = ['--engines', 'redis-mongo'];

/** So many copies of a sample that the demo works on them for a while; gives their names. */
async function copiesIn(folder: string, count: number): Promise<readonly string[]> {
  const names = Array.from({ length: count }, (_, index) => `copy-${index + 10}.jpg`);
  for (const name of names) await copyFile(path.join(samplesFolder, 'fig.jpg'), path.join(folder, name));
  return names;
}

function countOf(text: string, type: string): number {
  return text.split('\n').filter((line) => line.includes(`  ${type} `)).length;
}

describeWithServers(
  'npm run demo -- --engines redis-mongo, on the servers of the environment',
  ({ redis, mongo }) => {
    const env = { REDIS_URL: redis.url, MONGODB_URL: mongo.url };
    const expectNothingLeft = async (stdout: string): Promise<void> => {
      expect(await keysOf(redis.url)).toEqual([]);
      expect(await databasesOf(mongo.url)).not.toContain(/database (\S+)$/m.exec(stdout)?.[1]);
      expect(workersIn(stdout).filter(isRunning)).toEqual([]);
    };

    it('prints the table of the embedded engines, made by a process of its own, and leaves nothing behind', async () => {
      await inTemporaryFolder(async (from) => {
        const embedded = await runDemo([], { from });
        const { code, stdout, stderr } = await runDemo(engines, { from, env });

        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        expect(tableRows(stdout)).toEqual(tableRows(embedded.stdout));
        expect(tableRows(stdout)).toHaveLength(10);
        expect(stdout).toContain('5 of 5 images done, 10 derivatives');
        expect(stdout).toContain(`\nRedis: redis ${redis.version} (REDIS_URL ${redis.url}), channel `);
        // FerretDB, as it is built for the tests, doesn't tell a client its version.
        expect(stdout).toMatch(
          new RegExp(`^MongoDB: ${mongo.product} \\S+ \\(MONGODB_URL ${mongo.url}\\), database `, 'm'),
        );
        for (const type of ['task.created', 'task.processing', 'task.completed']) expect(countOf(stdout, type)).toBe(5);
        expect(countOf(stdout, 'task.progress')).toBe(10);
        expect(workersIn(stdout)).toHaveLength(1);
        expect(workersIn(embedded.stdout)).not.toEqual(workersIn(stdout));
        await expectNothingLeft(stdout);
      });
    });

    it('ends in a complete table when Redis is killed in the middle and started again', async () => {
      await inTemporaryFolder(async (from) => {
        const names = await copiesIn(from, 20);
        let outage: Promise<void> | undefined;
        let doneAtKill = 0;
        let restart: Promise<void> | undefined;
        const { code, stdout, stderr } = await runDemo([...names, ...engines], {
          from,
          env,
          onOutput(text) {
            if (outage === undefined && countOf(text, 'task.completed') >= 3) {
              doneAtKill = countOf(text, 'task.completed');
              outage = redis.kill();
            }
            if (restart === undefined && text.includes('Redis can not be reached'))
              restart = outage?.then(redis.restart);
          },
        });
        await restart;

        expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
        expect(doneAtKill).toBeLessThan(20);
        const rows = tableRows(stdout).map(([name, resolution]) => `${name} ${resolution}`);
        expect(rows).toEqual(names.flatMap((name) => [`${name} 1024`, `${name} 800`]));
        expect(stdout).toContain('20 of 20 images done, 40 derivatives');
        expect(await expectNamesToBeHashes(path.join(from, 'output'))).toBe(40);
        const later = stdout.slice(stdout.indexOf('Redis can not be reached'));
        expect(countOf(later, 'task.completed'), 'events are heard again').toBeGreaterThan(0);
        await expectNothingLeft(stdout);
      });
    });

    it('ends in a complete table when MongoDB is killed while images are submitted, and started again', async () => {
      await inTemporaryFolder(async (from) => {
        const names = await copiesIn(from, 8);
        let restart: Promise<void> | undefined;
        const { code, stdout, stderr } = await runDemo([...names, ...engines], {
          from,
          env,
          onOutput(text) {
            if (text.includes('task.created')) restart ??= mongo.kill().then(mongo.restart);
          },
        });
        await restart;

        expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
        expect(stdout).toContain('8 of 8 images done, 16 derivatives');
        await expectNothingLeft(stdout);
      });
    });

    it('finishes the good image beside a broken one, names it as the embedded engines do, and exits with 1', async () => {
      await inTemporaryFolder(async (from) => {
        await copyFile(path.join(samplesFolder, 'SOURCES.md'), path.join(from, 'broken.jpg'));
        await copyFile(path.join(samplesFolder, 'fig.jpg'), path.join(from, 'a.jpg'));
        const { code, stdout } = await runDemo(['a.jpg', 'broken.jpg', ...engines], { from, env });

        expect(code).toBe(1);
        expect(stdout).toMatch(/^broken\.jpg: UNSUPPORTED_FORMAT: The source is no image/m);
        expect(stdout).toContain('1 of 2 images done, 2 derivatives');
        await expectNothingLeft(stdout);
      });
    });

    it('cancels what is under way on Ctrl-C, which the whole terminal hears, and stops all that it started', async () => {
      await inTemporaryFolder(async (from) => {
        const names = await copiesIn(from, 20);
        let isSent = false;
        const { code, stdout, stderr } = await runDemo([...names, ...engines], {
          from,
          env,
          onOutput(text, kill) {
            if (isSent || !text.includes('task.completed')) return;
            isSent = true;
            for (const worker of workersIn(text)) process.kill(worker, 'SIGINT');
            kill('SIGINT');
          },
        });

        expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
        expect(stdout).toMatch(/^Stopping: /m);
        expect(stdout).toMatch(/^copy-29\.jpg: ABORTED: /m);
        expect(stdout).not.toContain('worker process');
        await expectNothingLeft(stdout);
      });
    });

    // The last one on these servers: what a killed demo leaves in them stays.
    it('takes its worker along when it is ended at once', async () => {
      await inTemporaryFolder(async (from) => {
        const names = await copiesIn(from, 20);
        const { killedBy, stdout } = await runDemo([...names, ...engines], {
          from,
          env,
          onOutput(text, kill) {
            if (text.includes('task.processing')) kill('SIGKILL');
          },
        });

        expect(killedBy).toBe('SIGKILL');
        expect(workersIn(stdout)).toHaveLength(1);
        await expect.poll(() => workersIn(stdout).filter(isRunning), { timeout: 20_000 }).toEqual([]);
      });
    });
  },
  { redis: { owned: true, persistence: 'aof' }, mongo: { owned: true } },
);

describeWithServers('npm run demo -- --engines redis-mongo, where no server is named', () => {
  it('starts its own, says which, and stops them', async () => {
    await inTemporaryFolder(async (from) => {
      const [name = ''] = await copiesIn(from, 1);
      const env = { REDIS_URL: undefined, MONGODB_URL: undefined };
      const { code, stdout } = await runDemo([name, ...engines], { from, env });

      expect(code).toBe(0);
      const redisUrl = /^Redis: redis \d\S+ \(.+\), (redis:\S+), /m.exec(stdout)?.[1] ?? '';
      const mongoUrl = /^MongoDB: \w+ \d\S+ \(.+\), (mongodb:\S+), /m.exec(stdout)?.[1] ?? '';
      await expect(keysOf(redisUrl)).rejects.toThrow();
      await expect(databasesOf(mongoUrl)).rejects.toThrow();
    });
  });
});

describe('npm run demo -- --engines redis-mongo, where a server can not be had', () => {
  it.each([
    [
      'a named one does not answer',
      { REDIS_URL: 'redis://:secret@127.0.0.1:1' },
      /Redis at redis:\/\/:\*\*\*@127\.0\.0\.1:1 does not/,
    ],
    [
      'there is none',
      { REDIS_URL: undefined, PATH: '', SAFELIGHT_NO_CONTAINERS: '1' },
      /This machine has no Redis[\s\S]*set REDIS_URL/,
    ],
  ])('says what to do when %s, and exits with 2', async (_when, env, says) => {
    await inTemporaryFolder(async (from) => {
      const { code, stdout, stderr } = await runDemo(engines, { from, env });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(says);
      expect(stderr).toMatch(/--engines embedded\.$/m);
    });
  });
});

// Requires each entry point of the packed packages and uses something of it. Started by commonjs.js,
// from a copy that lies among the packed packages.
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** @type {Readonly<Record<string, () => void | Promise<void>>>} */
const uses = {
  '@safelight/core': () => {
    const { definePresets } = require('@safelight/core');
    assert.deepEqual(definePresets({ thumb: { width: 80 }, hero: { width: 800 } }).names, ['hero', 'thumb']);
  },
  '@safelight/core/in-memory': () => {
    const { inMemory } = require('@safelight/core/in-memory');
    assert.equal(typeof inMemory().queue.enqueue, 'function');
  },
  '@safelight/core/testing': async () => {
    const { simulate } = require('@safelight/core/testing');
    const { seeds } = await simulate({ seeds: 2 });
    assert.equal(seeds, 2);
  },
  '@safelight/contracts': () => {
    const { leaseContract } = require('@safelight/contracts');
    const runner = { describe: (/** @type {string} */ _, /** @type {() => void} */ define) => define(), it: () => {} };
    const create = () => Promise.reject(new Error('no case is run here'));
    assert(leaseContract({ runner, adapter: 'none', create }).shown.length > 0);
  },
  '@safelight/adapter-bullmq': () => {
    const { bullmq } = require('@safelight/adapter-bullmq');
    assert.equal(typeof bullmq({ url: 'redis://127.0.0.1' }).queue.enqueue, 'function');
  },
  '@safelight/adapter-fs-store': () => {
    const { fsStore } = require('@safelight/adapter-fs-store');
    assert.equal(typeof fsStore({ root: 'input', output: 'output' }).images.write, 'function');
  },
  '@safelight/adapter-mongo': () => {
    const { mongo } = require('@safelight/adapter-mongo');
    assert.equal(typeof mongo({ url: 'mongodb://127.0.0.1' }).repository.insert, 'function');
  },
  '@safelight/adapter-redis': () => {
    const { redis } = require('@safelight/adapter-redis');
    assert.equal(typeof redis({ url: 'redis://127.0.0.1' }).lease.hold, 'function');
  },
  '@safelight/adapter-redis-pubsub': () => {
    const { redisPubSub } = require('@safelight/adapter-redis-pubsub');
    assert.equal(typeof redisPubSub({ url: 'redis://127.0.0.1' }).bus.publish, 'function');
  },
  '@safelight/adapter-sharp': () => {
    const { sharpProcessor } = require('@safelight/adapter-sharp');
    assert.equal(typeof sharpProcessor().derive, 'function');
  },
};

/** @type {Readonly<Record<string, readonly string[]>>} */
const expected = JSON.parse(readFileSync(join(__dirname, 'expected.json'), 'utf8'));

async function useEach() {
  let failed = 0;
  // Each is used before the next is required: what one begins must not keep Node from requiring another.
  for (const [specifier, values] of Object.entries(expected)) {
    try {
      const names = Object.keys(require(specifier));
      assert.deepEqual(names.sort(), [...values].sort(), 'the values at run time are not those of the snapshot');
      const use = uses[specifier];
      assert(use, 'no use of it is known: add one to tooling/checks/uses.cjs');
      await use();
    } catch (error) {
      failed++;
      console.error(`require('${specifier}'):`, error instanceof assert.AssertionError ? error.message : error);
    }
  }
  console.log(`commonjs: ${Object.keys(expected).length} entry points required and used, ${failed} failures`);
  process.exitCode = failed > 0 ? 1 : 0;
}

void useEach();

// Requires each entry point of the packed packages and uses something of it. Started by commonjs.js,
// from a copy that lies among the packed packages.
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** @type {Readonly<Record<string, () => void>>} */
const uses = {
  '@safelight/core': () => {
    const { definePresets } = require('@safelight/core');
    assert.deepEqual(definePresets({ thumb: { width: 80 }, hero: { width: 800 } }).names, ['hero', 'thumb']);
  },
  '@safelight/core/in-memory': () => {
    const { inMemory } = require('@safelight/core/in-memory');
    assert.equal(typeof inMemory().queue.enqueue, 'function');
  },
};

/** @type {Readonly<Record<string, readonly string[]>>} */
const expected = JSON.parse(readFileSync(join(__dirname, 'expected.json'), 'utf8'));
let failed = 0;
for (const [specifier, values] of Object.entries(expected)) {
  try {
    const names = Object.keys(require(specifier));
    assert.deepEqual(names.sort(), [...values].sort(), 'the values at run time are not those of the snapshot');
    const use = uses[specifier];
    assert(use, 'no use of it is known: add one to tooling/checks/uses.cjs');
    use();
  } catch (error) {
    failed++;
    console.error(`require('${specifier}'):`, error instanceof assert.AssertionError ? error.message : error);
  }
}
console.log(`commonjs: ${Object.keys(expected).length} entry points required from a CommonJS file, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

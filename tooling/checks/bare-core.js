// Runs the bundled core in a bare node:vm context, which has JavaScript's own globals and nothing
// else: no timers, console, process, crypto, AbortController or URL. What core needs of a platform
// comes in through the runtime.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, 'bare-core-scenario.js')],
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'scenario',
  platform: 'neutral',
  target: 'es2023',
  metafile: true,
});
const [bundle] = outputFiles;
if (bundle === undefined) throw new Error('esbuild wrote no bundle');

const context = createContext({}, { codeGeneration: { strings: false, wasm: false } });
// The engine puts these two into every context; they are no part of the language.
runInContext('delete globalThis.console; delete globalThis.WebAssembly;', context);
const present = [
  'process',
  'console',
  'setTimeout',
  'queueMicrotask',
  'crypto',
  'AbortController',
  'URL',
  'Buffer',
].filter((name) => runInContext(`typeof ${name}`, context) !== 'undefined');
if (present.length > 0) throw new Error(`The context is not bare, it proves nothing: ${present.join(', ')}`);
runInContext(bundle.text, context, { filename: 'bare-core.js' });
setTimeout(() => {
  throw new Error('the task did not settle within 30 seconds');
}, 30_000).unref();
const report = await runInContext('scenario.run', context)(runtime());
console.log(`bare core: ${Math.round(bundle.text.length / 1024)} KiB in an empty vm context: ${report}`);

/** What a platform gives to core. @returns {import('@safelight/core').Runtime} */
function runtime() {
  return {
    now: () => Date.now(),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      }),
    newId: () => randomUUID(),
    random: () => Math.random(),
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: console.error },
    span: (_name, _attributes, work) => work(),
  };
}

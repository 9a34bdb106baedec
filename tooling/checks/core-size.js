// Prints how many bytes core's main entry has, with all that it exports: bundled, minified and gzipped.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const { outputFiles } = await build({
  stdin: { contents: "export * from '@safelight/core';", resolveDir: import.meta.dirname },
  bundle: true,
  minify: true,
  write: false,
  format: 'esm',
  platform: 'neutral',
  target: 'es2023',
});
const [bundle] = outputFiles;
if (bundle === undefined) throw new Error('esbuild wrote no bundle');
console.log(gzipSync(bundle.contents, { level: 9 }).byteLength);

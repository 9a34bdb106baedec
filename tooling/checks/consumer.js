// Compiles a file that imports every entry point of the packed packages, as strict users do: under
// `nodenext` and under `bundler` resolution, their declarations checked too (skipLibCheck off).
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packedFolder, publishablePackages } from './workspaces.js';

const compiler = fileURLToPath(new URL('bin/tsc', import.meta.resolve('@typescript/native/package.json')));
const specifiers = publishablePackages().flatMap(({ entries }) => entries.map(({ specifier }) => specifier));
const settings = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
];

const imports = specifiers.map((specifier, index) => `export * as entry${index} from '${specifier}';\n`);
writeFileSync(join(packedFolder, 'consumer.mts'), imports.join(''));
const failed = settings.filter((setting) => !compiles(setting));
console.log(
  `consumer: ${specifiers.length} entry points compiled in ${settings.length} settings, ${failed.length} failed`,
);
process.exitCode = failed.length > 0 ? 1 : 0;

/** @param {{ module: string, moduleResolution: string }} setting */
function compiles(setting) {
  const compilerOptions = {
    ...setting,
    target: 'es2022',
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    types: ['node'],
  };
  const project = join(packedFolder, `tsconfig.${setting.moduleResolution}.json`);
  writeFileSync(project, JSON.stringify({ compilerOptions, files: ['consumer.mts'] }));
  const { status } = spawnSync(process.execPath, [compiler, '-p', project], { cwd: packedFolder, stdio: 'inherit' });
  return status === 0;
}

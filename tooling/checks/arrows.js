// Holds DESIGN's arrows between packages and layers: `node arrows.js [root]`. The root may be another
// tree of the same layout; the tests use that to see the check fail.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { arrowRules } from './arrow-rules.js';
import { repositoryRoot, workspacesOf } from './workspaces.js';

/** In one example the container may be named in its composition root and in one more file. */
const mostContainerFiles = 2;

const root = resolve(process.argv[2] ?? repositoryRoot);
process.chdir(root);
const everything = workspacesOf(root);
const workspaces = everything.filter(({ folder }) => !folder.startsWith('tooling/'));
const sources = workspaces.map(({ folder }) => `${folder}/src`);
const modules = await cruiseSources();
const problems = [...violations(), ...backDoors(), ...uncruised(), ...containers()];

for (const problem of problems) console.error(problem);
const own = modules.filter((one) => isOwn(one.source));
const arrows = own.reduce((sum, one) => sum + one.dependencies.length, 0);
console.log(
  `arrows: ${own.length} modules in ${sources.length} packages, ${arrows} imports, ${problems.length} problems`,
);
process.exitCode = problems.length > 0 ? 1 : 0;

async function cruiseSources() {
  // By name, a package is reached through its sources, as in the tests: the graph is then whole
  // without a build, and a cycle through two packages is seen.
  const alias = everything.flatMap(({ folder, entries }) =>
    entries.map(({ specifier, script }) => [
      // The dollar: exactly this name.
      `${specifier}$`,
      resolve(folder, script.replace('./dist/', './src/').replace(/\.js$/, '.ts')),
    ]),
  );
  const { output } = await cruise(
    sources.filter((folder) => existsSync(folder)),
    {
      validate: true,
      ruleSet: { forbidden: arrowRules },
      // Type-only imports are arrows too.
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      combinedDependencies: true,
      exoticRequireStrings: [],
    },
    {
      alias: Object.fromEntries(alias),
      extensions: ['.ts', '.js', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
      mainFields: ['main', 'types'],
      bustTheCache: true,
    },
  );
  if (typeof output === 'string') throw new Error('dependency-cruiser gave a text where a result was expected');
  return output.modules;
}

/** @param {string} source */
function isOwn(source) {
  return sources.some((folder) => source.startsWith(`${folder}/`));
}

function violations() {
  return modules.flatMap((one) =>
    one.dependencies.flatMap((dependency) =>
      (dependency.rules ?? []).map((rule) => {
        const comment = arrowRules.find(({ name }) => name === rule.name)?.comment;
        const cycle =
          rule.name === 'no-cycle' ? ` (${(dependency.cycle ?? []).map(({ name }) => name).join(' -> ')})` : '';
        return `${one.source} -> ${dependency.resolved}${cycle}\n  ${rule.name}: ${comment}`;
      }),
    ),
  );
}

/** Another package is imported by its name: a path into its folder would be gone once it is published. */
function backDoors() {
  const folderOf = (/** @type {string} */ path) =>
    workspaces.find(({ folder }) => path.startsWith(`${folder}/`))?.folder;
  return modules.flatMap(({ source, dependencies }) =>
    dependencies
      .filter(
        ({ module, resolved }) =>
          module.startsWith('.') && folderOf(resolved) && folderOf(resolved) !== folderOf(source),
      )
      .map(({ resolved }) => `${source} -> ${resolved}\n  by-name: import another package by its name, not by a path`),
  );
}

/** With the wrong TypeScript installed dependency-cruiser finds no module, and passes. */
function uncruised() {
  return sources
    .filter((folder) => !modules.some(({ source }) => source.startsWith(`${folder}/`)))
    .map(
      (folder) =>
        `${folder}: not one module was cruised; add sources, or see that the "typescript" package is still version 6`,
    );
}

function containers() {
  const naming = modules.flatMap(({ source, dependencies }) =>
    dependencies
      .filter(({ module }) => /^(inversify|reflect-metadata)$/.test(module))
      .map(({ module }) => [source, module]),
  );
  if (new Set(naming.map(([source]) => source)).size <= mostContainerFiles) return [];
  return naming.map(
    ([source, module]) =>
      `${source} -> ${module}\n  container-in-few-files: Inversify may be named in ${mostContainerFiles} files at most`,
  );
}

// What a user's compiler reads of core must name nothing but core and the language: no type of BullMQ,
// ioredis or MongoDB, of Node, or of any other package. A compiler that has been given core's
// declarations and no types besides must find all that they name, and read no other file.
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { publishablePackages, repositoryRoot } from './workspaces.js';

const core = publishablePackages().find(({ name }) => name === '@safelight/core');
if (core === undefined) throw new Error('there is no @safelight/core in packages/');
const folder = `${resolve(repositoryRoot, core.folder)}/`;
const roots = core.entries.map(({ types }) => join(folder, types));
const program = ts.createProgram(roots, {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  strict: true,
  noEmit: true,
  types: [],
});
const files = program.getSourceFiles().filter((file) => !program.isSourceFileDefaultLibrary(file));
const strange = files
  .map(({ fileName }) => fileName)
  .filter((name) => !name.startsWith(folder))
  .map(
    (name) =>
      `${relative(repositoryRoot, name)}: core's declarations lead there; let a port say it in core's own words`,
  );
const unknown = ts
  .getPreEmitDiagnostics(program)
  .filter(({ file }) => file === undefined || file.fileName.startsWith(folder))
  .map(({ file, messageText }) => {
    const where = file ? relative(repositoryRoot, file.fileName) : core.folder;
    return `${where}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
const problems = [...strange, ...unknown];

for (const problem of problems) console.error(problem);
console.log(`declarations: ${files.length} files looked at, ${problems.length} problems`);
process.exitCode = problems.length > 0 || files.length < roots.length ? 1 : 0;

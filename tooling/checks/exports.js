// Compares the public exports of each entry point with the snapshot under exports/: a name that comes,
// goes or changes its kind is a decision about the API, made in review. `--update` writes the snapshot.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { publishablePackages, repositoryRoot } from './workspaces.js';

const snapshotFolder = join(import.meta.dirname, 'exports');
const update = process.argv.includes('--update');

mkdirSync(snapshotFolder, { recursive: true });
const snapshots = currentSnapshots();
const problems = update ? write() : compare();
for (const problem of problems) console.error(problem);
console.log(`exports: ${snapshots.size} packages, ${problems.length} differences${update ? ', snapshot written' : ''}`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** The lines of each package's snapshot, by file name. */
function currentSnapshots() {
  const packages = publishablePackages();
  const declarationOf = (/** @type {string} */ folder, /** @type {string} */ types) =>
    join(repositoryRoot, folder, types);
  const roots = packages.flatMap(({ folder, entries }) => entries.map(({ types }) => declarationOf(folder, types)));
  const program = ts.createProgram(roots, {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    skipLibCheck: true,
    types: [],
  });
  return new Map(
    packages.map(({ name, folder, entries }) => [
      `${name.split('/').at(-1)}.txt`,
      entries.flatMap(({ specifier, types }) => exportsOf(program, specifier, declarationOf(folder, types))),
    ]),
  );
}

/** @param {ts.Program} program @param {string} specifier @param {string} declaration @returns {readonly string[]} */
function exportsOf(program, specifier, declaration) {
  const source = program.getSourceFile(declaration);
  if (source === undefined) throw new Error(`${declaration} is not there: run "npm run build" first`);
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(source);
  return module === undefined ? [] : linesOf(checker, module, '').map((line) => `${specifier}: ${line}`);
}

/** @param {ts.TypeChecker} checker @param {ts.Symbol} module @param {string} prefix @returns {readonly string[]} */
function linesOf(checker, module, prefix) {
  return checker
    .getExportsOfModule(module)
    .map((symbol) => ({
      name: prefix + symbol.name,
      target: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, target }) => [
      `${kindOf(target)} ${name}`,
      ...(target.flags & ts.SymbolFlags.ValueModule ? linesOf(checker, target, `${name}.`) : []),
    ]);
}

/** @param {ts.Symbol} symbol what it is to its users; a constant and its union type may share a name */
function kindOf(symbol) {
  const kinds = [
    [ts.SymbolFlags.Class, 'class'],
    [ts.SymbolFlags.Function, 'function'],
    [ts.SymbolFlags.Variable, 'const'],
    [ts.SymbolFlags.ValueModule, 'namespace'],
    [ts.SymbolFlags.Interface, 'interface'],
    [ts.SymbolFlags.TypeAlias, 'type'],
  ].flatMap(([flag, kind]) => (symbol.flags & Number(flag) ? [kind] : []));
  if (kinds.length === 0) throw new Error(`${symbol.name} is an export of a kind that the snapshot has no word for`);
  return kinds.join('+');
}

function compare() {
  const found = [...snapshots].flatMap(([file, now]) => {
    const path = join(snapshotFolder, file);
    const before = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
    return [
      ...before.filter((line) => !now.includes(line)).map((line) => `gone: ${line}`),
      ...now.filter((line) => !before.includes(line)).map((line) => `new: ${line}`),
    ];
  });
  const orphans = readdirSync(snapshotFolder)
    .filter((file) => !snapshots.has(file))
    .map((file) => `${file}: no such package`);
  const all = [...found, ...orphans];
  return all.length > 0
    ? [...all, 'If this is meant: "npm run check:exports -- --update", and commit the snapshot']
    : [];
}

function write() {
  rmSync(snapshotFolder, { recursive: true });
  mkdirSync(snapshotFolder);
  for (const [file, lines] of snapshots)
    writeFileSync(join(snapshotFolder, file), lines.map((line) => `${line}\n`).join(''));
  return [];
}

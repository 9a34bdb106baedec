import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { repositoryRoot, workspacesOf } from '../workspaces.js';

// The checker judges a copy of the tree, into which a test puts the import that must not pass.
const copies: string[] = [];

afterAll(() => {
  for (const copy of copies) fs.rmSync(copy, { recursive: true, force: true });
});

function copyOfTheTree(): string {
  const copy = fs.mkdtempSync(join(tmpdir(), 'arrows-'));
  copies.push(copy);
  for (const { folder } of workspacesOf(repositoryRoot)) {
    for (const part of ['package.json', 'src']) {
      const from = join(repositoryRoot, folder, part);
      if (fs.existsSync(from)) fs.cpSync(from, join(copy, folder, part), { recursive: true });
    }
  }
  fs.symlinkSync(join(repositoryRoot, 'node_modules'), join(copy, 'node_modules'), 'junction');
  return copy;
}

/** Puts a line on top of a file of the copy, which is made where it is not there. */
function add(copy: string, file: string, line: string): void {
  const path = join(copy, file);
  fs.mkdirSync(dirname(path), { recursive: true });
  fs.writeFileSync(path, `${line}\n${fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : ''}`);
}

function checkArrows(copy: string): { readonly status: number | null; readonly output: string } {
  const script = join(repositoryRoot, 'tooling/checks/arrows.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, copy], { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

describe('the arrows', () => {
  it('pass on the tree as it is', () => {
    const { status, output } = checkArrows(copyOfTheTree());
    expect(output).toContain(' 0 problems');
    expect(status).toBe(0);
  });

  it("name every file of core's domain that imports node:fs", () => {
    const copy = copyOfTheTree();
    const domain = 'packages/core/src/domain';
    const files = fs.readdirSync(join(copy, domain)).map((name) => `${domain}/${name}`);
    for (const file of files) add(copy, file, "import 'node:fs';");
    const { status, output } = checkArrows(copy);
    expect(status).toBe(1);
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) expect(output).toContain(`${file} -> fs\n  core-is-pure:`);
  });

  it('fail where nothing was cruised', () => {
    const copy = copyOfTheTree();
    fs.rmSync(join(copy, 'packages/adapter-sharp/src'), { recursive: true });
    const { status, output } = checkArrows(copy);
    expect(status).toBe(1);
    expect(output).toContain('packages/adapter-sharp/src: not one module was cruised');
  });
});

const core = 'packages/core/src';
const sharp = 'packages/adapter-sharp/src';
const store = 'packages/adapter-fs-store/src';
const contracts = 'packages/contracts/src';
const example = 'examples/image-service/src';

/** The rule that must speak, the file, what it imports, and where that leads if not outside the tree. */
const forbidden: readonly (readonly [rule: string, file: string, line: string, to?: string])[] = [
  ['adapter-only-core', `${sharp}/x1.ts`, "import '@safelight/adapter-fs-store';", `${store}/index.ts`],
  ['adapter-only-core', `${sharp}/x2.ts`, "import '../../adapter-fs-store/src/index.ts';", `${store}/index.ts`],
  ['adapter-only-core', `${sharp}/x3.ts`, "import '@safelight/core/in-memory';", `${core}/in-memory/index.ts`],
  ['declared-dependencies', `${sharp}/x4.ts`, "import 'vitest';"],
  ['container-in-examples-only', `${store}/x1.ts`, "import 'inversify';"],
  ['contracts-only-core', `${contracts}/x1.ts`, "import '@safelight/adapter-sharp';", `${sharp}/index.ts`],
  ['contracts-only-core', `${contracts}/x2.ts`, "import type { Mock } from 'vitest';"],
  ['core-is-pure', `${core}/x1.ts`, "import '@safelight/contracts';", `${contracts}/index.ts`],
  ['core-is-pure', `${core}/domain/x1.ts`, "import type { Stats } from 'node:fs';", 'fs'],
  ['core-is-pure', `${core}/domain/x2.ts`, '/// <reference types="node" />'],
  ['core-is-pure', `${core}/ports/x1.ts`, "export const later = () => import('node:os');", 'os'],
  [
    'core-domain',
    `${core}/domain/x3.ts`,
    "import type { Runtime } from '../ports/runtime.ts';",
    `${core}/ports/runtime.ts`,
  ],
  ['core-ports', `${core}/ports/x2.ts`, "import '../application/x1.ts';", `${core}/application/x1.ts`],
  ['core-application', `${core}/application/x1.ts`, "import '../in-memory/index.ts';", `${core}/in-memory/index.ts`],
  ['core-in-memory', `${core}/in-memory/x1.ts`, "import '../testing/index.ts';", `${core}/testing/index.ts`],
  ['core-entry', `${core}/index.ts`, "import './in-memory/index.ts';", `${core}/in-memory/index.ts`],
  ['resolvable', `${core}/domain/x4.ts`, "import './nowhere.ts';", './nowhere.ts'],
  ['no-cycle', `${core}/domain/x5.ts`, "import type { B } from './x6.ts'; export type A = B;", `${core}/domain/x6.ts`],
  ['no-cycle', `${core}/domain/x6.ts`, "import type { A } from './x5.ts'; export type B = A;", `${core}/domain/x5.ts`],
  [
    'tooling-in-the-demo-only',
    `${example}/composition/x1.ts`,
    "import '@safelight-tooling/test-services';",
    'tooling/test-services/src/index.ts',
  ],
  ['by-name', `${example}/x1.ts`, "import '../../../packages/core/src/domain/id.ts';", `${core}/domain/id.ts`],
  ['container-in-few-files', `${example}/x2.ts`, "import 'inversify';"],
  ['container-in-few-files', `${example}/x3.ts`, "import 'inversify';"],
  ['container-in-few-files', `${example}/x4.ts`, "import 'reflect-metadata';"],
];

describe('the arrows forbid', () => {
  const copy = copyOfTheTree();
  for (const [, file, line] of forbidden) add(copy, file, line);
  const { status, output } = checkArrows(copy);
  const found = output.split(/\n(?! )/).map((problem) => problem.replaceAll(/\s+/g, ' '));

  it.each(forbidden)('%s: %s %s', (rule, file, _line, to = '') => {
    expect(found.filter((problem) => problem.startsWith(`${file} -> ${to}`)).join()).toContain(` ${rule}: `);
    expect(status).toBe(1);
  });
});

import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Environment } from '../options.ts';
import { type Go, runGo, sources } from './go.ts';

const ferretModule = 'github.com/FerretDB/FerretDB';
const sqlite = 'internal/backends/sqlite';

/** One place of FerretDB's sources, as it is and as it shall be. */
interface Patch {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const patches: readonly Patch[] = [
  {
    // FerretDB pushes a filter down to SQLite only where it is an `_id` and nothing else.
    file: `${sqlite}/collection.go`,
    from: `	if params.Filter.Len() == 1 {
		v, _ := params.Filter.Get("_id")
		switch v.(type) {
		case string, types.ObjectID:
			whereClause = fmt.Sprintf(\` WHERE %s = ?\`, metadata.IDColumn)
			args = []any{string(must.NotFail(sjson.MarshalSingleValue(v)))}
		}
	}

	q += whereClause
	q += prepareOrderByClause(params.Sort)
`,
    to: `	whereClause, args = pushdown(params.Filter)

	q += whereClause
	q += prepareOrderByClause(params.Sort)
`,
  },
  {
    // Its index on the id is over another spelling of the same expression, so that SQLite never uses it.
    file: `${sqlite}/metadata/metadata.go`,
    from: `IDColumn = DefaultColumn + "->'$._id'"`,
    to: `IDColumn = DefaultColumn + "->'_id'"`,
  },
];

/** Part of the cache's key: changes with the patches. */
export const patchVersion: string = JSON.stringify(patches);

/**
 * Lays the program's sources and a patched copy of FerretDB out in the folder. The patches let SQLite answer
 * more of a filter, see the README: without them, a compare-and-set in a collection of 2,000 documents
 * takes half a second.
 */
export async function layOut(go: Go, env: Environment, folder: string): Promise<void> {
  for (const file of ['main.go', 'proxy.go', 'go.sum']) await cp(join(sources, file), join(folder, file));
  const mod = await readFile(join(sources, 'go.mod'), 'utf8');
  await writeFile(join(folder, 'go.mod'), `${mod}\nreplace ${ferretModule} => ./ferretdb\n`);
  await runGo(go.command, ['mod', 'download', ferretModule], sources, env);
  const downloaded = await runGo(go.command, ['list', '-m', '-f', '{{.Dir}}', ferretModule], sources, env);
  await copyModule(downloaded.trim(), join(folder, 'ferretdb'));
  for (const patch of patches) await apply(patch, join(folder, 'ferretdb'));
  await cp(join(sources, '_pushdown', 'pushdown.go'), join(folder, 'ferretdb', sqlite, 'pushdown.go'));
}

/** Go's module cache is read-only: what is copied must not be, to be patched and removed. */
async function copyModule(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(go|txt|mod|sum)$/.test(entry.name) || entry.name.endsWith('_test.go')) continue;
    const source = join(entry.parentPath, entry.name);
    const target = join(to, source.slice(from.length));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await readFile(source));
  }
}

async function apply({ file, from, to }: Patch, folder: string): Promise<void> {
  const path = join(folder, file);
  const parts = (await readFile(path, 'utf8')).split(from);
  if (parts.length !== 2) throw new Error(`FerretDB's ${file} is not as the patches in lay-out.ts know it`);
  await writeFile(path, parts.join(to));
}

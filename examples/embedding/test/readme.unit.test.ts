import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');

// A fence of the README that names a file is that file, so that what users copy is what the tests run.
const named = [...readme.matchAll(/<!-- (\S+\.ts) -->\n```ts\n(.*?)```/gs)].map(
  ([, file = '', code = '']) => [file, code] as const,
);

it('has the code of composing, embedding, choosing engines and testing', () => {
  expect(named.map(([file]) => file)).toEqual([
    'examples/embedding/src/compose.ts',
    'examples/embedding/src/embed.ts',
    'examples/embedding/src/engines.ts',
    'examples/embedding/test/service.unit.test.ts',
  ]);
});

it.each(named)('shows %s as it is', (file, code) => {
  expect(code).toBe(readFileSync(new URL(file, root), 'utf8'));
});

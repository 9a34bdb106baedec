import { readFile } from 'node:fs/promises';
import sharp from 'sharp';

const packages = ['bullmq', 'ioredis', 'mongodb', 'express'] as const;

/** The versions that a figure depends on, by name. */
export async function versions(): Promise<Readonly<Record<string, string>>> {
  const { sharp: ownVersion = '', vips = '' } = sharp.versions;
  const found: Record<string, string> = { node: process.versions.node, sharp: ownVersion, libvips: vips };
  for (const name of packages) found[name] = await versionOf(name);
  return found;
}

async function versionOf(name: string): Promise<string> {
  const manifest: unknown = JSON.parse(
    await readFile(new URL(`node_modules/${name}/package.json`, repository), 'utf8'),
  );
  const version: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'version') : '';
  return typeof version === 'string' ? version : 'unknown';
}

/** The repository's root, from `dist/runner` as from `src/runner`. */
const repository = new URL('../../../../', import.meta.url);

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Group } from '../runner/group.ts';

const measure = fileURLToPath(new URL('../../../checks/core-size.js', import.meta.url));

/** What core costs who bundles it: everything that its main entry exports, minified. */
export const sizeGroup: Group = {
  name: 'size',
  async run() {
    const { stdout } = await promisify(execFile)(process.execPath, [measure]);
    const measured = Number(stdout) / 1000;
    return [
      { what: 'core, gzip', bound: 'at most', limit: 12, unit: 'kB', measured, note: 'all its exports, minified' },
    ];
  },
};

import path from 'node:path';
import type { FsStore } from '@safelight/adapter-fs-store';
import type { Engines } from '@safelight/core';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { Housekeeping } from '../housekeeping/housekeeping.ts';
import { uploadsFolder } from '../uploads/folders.ts';
import type { Module } from './module.ts';
import { tokens } from './tokens.ts';

/** What cleans up in the folders of derivatives and of uploads. */
export const housekeepingModule: Module = (bind) => {
  bind<Housekeeping>(tokens.housekeeping).toResolvedValue(
    ({ http, housekeeping }: Config, { images }: FsStore, { repository, lease }: Engines, log: Logger) =>
      new Housekeeping({
        ...housekeeping,
        images,
        repository,
        lease,
        uploads: path.join(http.inputDir, uploadsFolder),
        log,
      }),
    [tokens.config, tokens.files, tokens.engines, tokens.logger],
  );
};

import { type FsStore, type FsStoreOptions, fsStore } from '@safelight/adapter-fs-store';
import type { HttpConfig } from '../config/config.ts';
import type { Module } from './module.ts';
import { tokens } from './tokens.ts';

/** Real files: where sources are read and derivatives are kept. */
export function storeModule(folders: FsStoreOptions): Module {
  return (bind) => {
    bind<FsStore>(tokens.files).toResolvedValue(() => fsStore(folders));
  };
}

/** The folders that the configuration names. */
export function foldersOf({ inputDir, outputDir, outputPrefix }: HttpConfig): FsStoreOptions {
  return { root: inputDir, output: outputDir, prefix: outputPrefix };
}

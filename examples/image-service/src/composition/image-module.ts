import { type FsStore, type FsStoreOptions, fsStore } from '@safelight/adapter-fs-store';
import { configureSharp, sharpProcessor } from '@safelight/adapter-sharp';
import type { ImageProcessor } from '@safelight/core';
import type { Module } from './module.ts';
import { tokens } from './tokens.ts';

/** The image work: real files, and sharp, which this process uses for nothing else. */
export function imageModule(folders: FsStoreOptions): Module {
  return (bind) => {
    bind<FsStore>(tokens.files).toResolvedValue(() => fsStore(folders));
    bind<ImageProcessor>(tokens.processor).toResolvedValue(() => {
      configureSharp();
      return sharpProcessor();
    });
  };
}

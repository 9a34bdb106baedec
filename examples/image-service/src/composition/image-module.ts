import { configureSharp, sharpProcessor } from '@safelight/adapter-sharp';
import type { ImageProcessor } from '@safelight/core';
import type { Module } from './module.ts';
import { tokens } from './tokens.ts';

/** The image work: sharp, which this process uses for nothing else. */
export const imageModule: Module = (bind) => {
  bind<ImageProcessor>(tokens.processor).toResolvedValue(() => {
    configureSharp();
    return sharpProcessor();
  });
};

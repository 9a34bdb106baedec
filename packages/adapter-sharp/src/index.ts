// The public surface of `@safelight/adapter-sharp`.

export { configureSharp, type SharpSettings } from './configure-sharp.ts';
export type { FailOn, SharpProcessorOptions } from './options.ts';
export { SharpImageProcessor, sharpProcessor } from './sharp-image-processor.ts';

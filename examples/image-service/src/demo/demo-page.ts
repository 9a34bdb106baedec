import type { Module } from '../composition/module.ts';
import { pageModule } from '../composition/page-module.ts';
import { readConfig } from '../config/read-config.ts';
import { createLogger } from '../logging/logger.ts';

/** What the demo's page is made of. */
export interface PageOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** The folder that uploads lie in, absolute. */
  readonly input: string;
  /** The folder of the derivatives, absolute. */
  readonly output: string;
  /** Called with a sentence on what goes wrong. */
  readonly notice: (text: string) => void;
  /** Aborts when the demo is asked to end. */
  readonly drain: AbortSignal;
  /** The number of the process. */
  readonly pid: number;
}

/** API and page by the service's own defaults: on this machine alone, and without keys. */
export function demoPage({ port, input, output, notice, drain, pid }: PageOptions): Module {
  const config = readConfig({ PORT: String(port) }, { process: 'all-in-one', base: input });
  const write = (line: string): void => notice(String(JSON.parse(line).msg));
  return pageModule({
    config: { ...config, http: { ...config.http, inputDir: input, outputDir: output } },
    logger: createLogger({ level: 'warn', process: 'all-in-one', pid }, { write }),
    drain,
  });
}

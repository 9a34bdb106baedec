import type { FsStore } from '@safelight/adapter-fs-store';
import type { Engines, ImageProcessor } from '@safelight/core';
import type { Composition, SimulatedEngines } from '@safelight/core/testing';
import { composeService, composeWorker } from '@safelight-examples/image-service/dist/composition/container.js';
import type { PipelineSetup } from '@safelight-examples/image-service/dist/composition/core-module.js';
import type { Module } from '@safelight-examples/image-service/dist/composition/module.js';
import { tokens } from '@safelight-examples/image-service/dist/composition/tokens.js';
import { type WorkerSettings, workerModule } from '@safelight-examples/image-service/dist/composition/worker-module.js';
import { handlerName, Webhook } from '@safelight-examples/image-service/dist/webhook/webhook.js';
import type { SimulatedReceiver } from './simulated-receiver.ts';

/** How the example's webhook is configured in a simulation. */
export interface SimulatedWebhook {
  /** `whsec_…` */
  readonly secret: string;
  readonly receiver: Pick<SimulatedReceiver, 'fetchFor'>;
}

/** What one process of the example holds: its own container and modules, on simulated engines, with its webhook. */
export function composeExample(engines: SimulatedEngines, webhook: SimulatedWebhook): Composition {
  const modules = [simulatedModule(engines), workerModule, settingsModule(engines, webhook)];
  return engines.processName.startsWith('worker')
    ? { worker: composeWorker(...modules) }
    : { pipeline: composeService(...modules).pipeline };
}

function simulatedModule(engines: SimulatedEngines): Module {
  const { sources, images, processor } = engines;
  return (bind) => {
    bind<Engines>(tokens.engines).toConstantValue(engines);
    bind<FsStore>(tokens.files).toConstantValue({ sources, images });
    bind<ImageProcessor>(tokens.processor).toConstantValue(processor);
  };
}

function settingsModule(
  { runtime, logger, processName }: SimulatedEngines,
  { secret, receiver }: SimulatedWebhook,
): Module {
  const config = { url: 'https://shop.example/hooks', secret };
  const options = { outputPrefix: '/output', count: () => {}, fetch: receiver.fetchFor(runtime) };
  const { handle } = new Webhook(config, options);
  return (bind) => {
    bind<PipelineSetup>(tokens.pipelineSetup).toConstantValue({
      options: { logger, closeTimeout: 10_000 },
      settledHandlers: { [handlerName]: handle },
    });
    bind<WorkerSettings>(tokens.workerSettings).toConstantValue({
      concurrency: 2,
      closeTimeout: 10_000,
      logger,
      workerId: processName,
    });
  };
}

import { Metrics } from '../metrics/metrics.ts';
import { timeBudget } from '../processes/lifecycle.ts';
import type { ProcessContext } from '../processes/run-process.ts';
import { handlerName, noWebhook, Webhook } from '../webhook/webhook.ts';
import type { PipelineSetup } from './core-module.ts';
import type { Module } from './module.ts';
import { tokens } from './tokens.ts';
import type { WorkerSettings } from './worker-module.ts';

/** What every process has: its configuration, its log, its metrics, and how long its parts may take to end. */
export function processModule({ config, logger, drain, workerId }: ProcessContext): Module {
  const { intake, relay } = timeBudget(config.shutdown.timeout);
  return (bind) => {
    bind(tokens.config).toConstantValue(config);
    bind(tokens.logger).toConstantValue(logger);
    bind(tokens.drain).toConstantValue(drain);
    bind<Metrics>(tokens.metrics).toResolvedValue(() => new Metrics().countProcess());
    bind<WorkerSettings>(tokens.workerSettings).toConstantValue({
      concurrency: config.concurrency,
      closeTimeout: intake,
      logger,
      workerId,
    });
    bind<Webhook | undefined>(tokens.webhook).toResolvedValue(
      (metrics: Metrics) =>
        config.webhook &&
        new Webhook(config.webhook, {
          outputPrefix: config.http.outputPrefix,
          count: (outcome) => metrics.webhookDeliveries.inc({ outcome }),
        }),
      [tokens.metrics],
    );
    bind<PipelineSetup>(tokens.pipelineSetup).toResolvedValue(
      (webhook: Webhook | undefined): PipelineSetup => ({
        options: { logger, closeTimeout: Math.max(1, relay) },
        // Also where nobody is told: see noWebhook.
        settledHandlers: { [handlerName]: webhook?.handle ?? noWebhook },
      }),
      [tokens.webhook],
    );
  };
}

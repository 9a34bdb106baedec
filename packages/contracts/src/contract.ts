import { check, fillOptions, given, type Logger } from '@safelight/core';
import { type FeatureDescriptions, type FeatureFlags, fillFeatures } from './features.ts';
import type { TestRunner } from './runner.ts';
import { type LogEntry, RecordingLog } from './support/recording-log.ts';

/** What the factory of a harness may use. */
export interface CreateContext {
  /** Hand it to the adapter: some cases look at what was logged. */
  readonly log: Logger;
}

/** A fresh, isolated store with everything a case may need of it. */
export interface Harness {
  /** Closes every client that was connected, dead ones too, and removes what the case left behind. */
  close(): Promise<void>;
}

/** The options of a suite. */
export interface ContractOptions<H extends Harness, F extends string> {
  /** `{ describe, it }` of vitest, jest, mocha or `node:test`. */
  readonly runner: TestRunner;
  /** The adapter's name, for the suite's title. */
  readonly adapter: string;
  /** Makes a fresh, isolated harness; called once a case. */
  readonly create: (context: CreateContext) => Promise<H>;
  /** What the engine can show; every feature is on unless it is turned off here. */
  readonly features?: FeatureFlags<F>;
  /**
   * Milliseconds that a case waits for what must come; it fails then. Default 5,000. The runner's own
   * limit for a test must be several times longer.
   */
  readonly patience?: number;
}

/** A feature that is off, and the cases that were not registered because of it. */
export interface NotShown {
  readonly feature: string;
  readonly description: string;
  readonly cases: readonly string[];
}

/** What a suite registered, and what it left out. */
export interface ContractReport {
  readonly contract: string;
  readonly adapter: string;
  /** The titles of the registered cases. */
  readonly shown: readonly string[];
  readonly notShown: readonly NotShown[];
}

/** What a case has besides its harness. */
interface Bench {
  /** Milliseconds; see {@link ContractOptions.patience}. */
  readonly patience: number;
  /** What the adapter logged so far. */
  logged(): readonly LogEntry[];
}

/** @internal One promise of a port, as a test. */
export interface Case<H extends Harness, F extends string> {
  readonly title: string;
  readonly needs?: readonly F[];
  run(harness: H, bench: Bench): Promise<void>;
}

/** @internal The promises of one port. */
export interface Contract<H extends Harness, F extends string> {
  /** The port's name. */
  readonly port: string;
  readonly features: FeatureDescriptions<F>;
  readonly cases: readonly Case<H, F>[];
}

/** @internal Registers the cases whose features are on, and says in the title which are off. */
export function runContract<H extends Harness, F extends string>(
  contract: Contract<H, F>,
  options: ContractOptions<H, F>,
): ContractReport {
  const { runner, adapter, create, patience } = fillOptions<Omit<ContractOptions<H, F>, 'features'> & Patience>(
    `The options of the ${contract.port} contract`,
    withoutFeatures(options),
    { patience: 5_000 },
    { runner: given(), adapter: check.string({ min: 1 }), create: given(), patience: check.number({ min: 1 }) },
  );
  const isOn = fillFeatures(contract.port, contract.features, options.features);
  const missing = (one: Case<H, F>): F | undefined => one.needs?.find((feature) => !isOn(feature));
  const shown = contract.cases.filter((one) => missing(one) === undefined);
  const notShown = notShownOf(contract, missing);

  const note = notShown.length === 0 ? '' : ` [not shown here: ${notShown.map((one) => one.feature).join(', ')}]`;
  runner.describe(`${contract.port} contract: ${adapter}${note}`, () => {
    for (const one of shown) runner.it(one.title, () => runCase(one, create, patience));
  });
  return { contract: contract.port, adapter, shown: shown.map((one) => one.title), notShown };
}

interface Patience {
  readonly patience: number;
}

function withoutFeatures<H extends Harness, F extends string>(
  options: ContractOptions<H, F>,
): Omit<ContractOptions<H, F>, 'features'> {
  const { features: _features, ...rest } = options;
  return rest;
}

function notShownOf<H extends Harness, F extends string>(
  contract: Contract<H, F>,
  missing: (one: Case<H, F>) => F | undefined,
): readonly NotShown[] {
  const byFeature = new Map<F, string[]>();
  for (const one of contract.cases) {
    const feature = missing(one);
    if (feature !== undefined) byFeature.set(feature, [...(byFeature.get(feature) ?? []), one.title]);
  }
  return [...byFeature].map(([feature, cases]) => ({ feature, description: contract.features[feature], cases }));
}

async function runCase<H extends Harness, F extends string>(
  one: Case<H, F>,
  create: ContractOptions<H, F>['create'],
  patience: number,
): Promise<void> {
  const log = new RecordingLog();
  const harness = await create({ log });
  const errors: unknown[] = [];
  for (const step of [() => one.run(harness, { patience, logged: () => log.entries }), () => harness.close()]) {
    await step().catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 1) throw new AggregateError(errors, `"${one.title}" failed, and so did closing its harness.`);
  if (errors.length === 1) throw errors[0];
}

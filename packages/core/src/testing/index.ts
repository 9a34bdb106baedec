// `@safelight/core/testing`: what a test of one's own service needs.

export { type FaultOptions, FaultSwitches } from './fault-switches.ts';
export { pick, type Random, seededRandom } from './seeded-random.ts';
export { type SimulateOptions, SimulationFailedError, type SimulationReport, simulate } from './simulate.ts';
export type { Submit } from './simulation/client.ts';
export type { ProcessName } from './simulation/incident.ts';
export type { Composition, SimulatedEngines } from './simulation/simulated-process.ts';
export { givenTask, type TaskChange, type TaskOutcome, type TaskSpec, testTiming } from './task-spec.ts';
export { VirtualClock } from './virtual-clock.ts';

/** How much is measured. Tasks and events are those of one round and contestant. */
export interface PipelineScale {
  /** Warm-ups go on until a queue keeps as many finished jobs as it will, since until then its Redis grows. */
  readonly throughput: { readonly rounds: number; readonly warmups: number; readonly tasks: number };
  /** One task every so many milliseconds. */
  readonly latency: { readonly rounds: number; readonly tasks: number; readonly every: number };
  readonly publish: { readonly rounds: number; readonly events: number };
  /** The server that stands in for MongoDB does one command at a time. */
  readonly mongo: { readonly rounds: number; readonly tasks: number; readonly latencyTasks: number };
}

export const wholeScale: PipelineScale = {
  throughput: { rounds: 7, warmups: 4, tasks: 4_000 },
  latency: { rounds: 7, tasks: 300, every: 5 },
  publish: { rounds: 15, events: 2_000 },
  mongo: { rounds: 3, tasks: 400, latencyTasks: 60 },
};

export const quickScale: PipelineScale = {
  throughput: { rounds: 1, warmups: 1, tasks: 300 },
  latency: { rounds: 1, tasks: 40, every: 5 },
  publish: { rounds: 1, events: 200 },
  mongo: { rounds: 1, tasks: 40, latencyTasks: 10 },
};

/** Submissions under way at once, of a contestant that is driven as fast as it goes. */
export const atOnce = 100;

/** Jobs in a worker's hands at once. */
export const concurrency = 50;

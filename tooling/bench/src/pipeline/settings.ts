/** Who is measured. */
export type ContestantName = 'bare BullMQ' | 'Safelight, in-memory repository' | 'Safelight, MongoDB wire';

/** What a contestant's two processes are told. */
export interface ContestantSettings {
  readonly name: ContestantName;
  readonly redisUrl: string;
  /** Keeps the contestants' keys and channels apart on the one Redis. */
  readonly namespace: string;
  /** Jobs in the worker's hands at once. */
  readonly concurrency: number;
  /** Of the contestant that keeps its tasks there. */
  readonly mongo?: { readonly url: string; readonly database: string };
}

/** What a submission carries, for every contestant. */
export const submission = { imagePath: 'photos/sunset.jpg', metadata: { productId: 42 } } as const;

/** The side of a contestant that takes requests and hears how they went. */
export interface Service {
  /** Accepts one task; gives its id. */
  submit(): Promise<string>;
  /** Is called with the id of a task once this process has heard, and noted, that it completed. */
  onCompleted(listener: (id: string) => void): void;
  close(): Promise<void>;
}

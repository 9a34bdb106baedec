/**
 * What a suite needs of a test runner. `describe` and `it` of vitest, jest, mocha and `node:test` fit
 * as they are. A case sets itself up and cleans up after itself, so no hooks are asked for.
 */
export interface TestRunner {
  describe(name: string, define: () => void): unknown;
  it(name: string, test: () => Promise<void>): unknown;
}

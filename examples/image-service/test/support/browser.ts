import { existsSync } from 'node:fs';
// For the word on suites that did not run, at the end of a run.
import '@safelight-tooling/test-services/vitest';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A suite in a real browser: `describe`, with one browser for all its tests. Where this machine has none, the suite's
 * one test says so and what would change that: it is skipped, or fails when `CI` is set.
 *
 * @param define given what hands out the browser: in tests and hooks only
 */
export function describeWithBrowser(name: string, define: (browser: () => Browser) => void): void {
  const executablePath = process.env.CHROMIUM_PATH ?? places.find((path) => existsSync(path));
  describe(name, () => {
    if (executablePath === undefined) return doNotRun();
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, headless: true, args });
    });
    afterAll(async () => {
      await browser?.close();
    });
    define(() => {
      if (browser === undefined) throw new Error('The browser runs only in tests and hooks.');
      return browser;
    });
  });
}

function doNotRun(): void {
  const reason =
    'This machine has no Chromium where it is looked for.\nInstall it (Debian: apt-get install chromium), ' +
    'or set CHROMIUM_PATH to its executable.';
  const options = { meta: { safelightNotRun: reason } };
  if (process.env.CI) {
    test('needs Chromium', options, () => {
      throw new Error(reason);
    });
  } else {
    test.skip('not run: this machine has no Chromium', options, () => {});
  }
}

import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** A file to drop on the page. */
export interface DroppedFile {
  readonly name: string;
  readonly content: Buffer;
}

/** One of the photographs in `samples/`. */
export async function photo(name: string): Promise<DroppedFile> {
  return { name, content: await readFile(path.resolve(import.meta.dirname, '../../samples', name)) };
}

/** A photograph whose upload broke off long ago: its first 20,000 bytes. */
export async function brokenPhoto(): Promise<DroppedFile> {
  return { name: 'broken.jpg', content: (await photo('mountain-path.jpg')).content.subarray(0, 20_000) };
}

/** The page as a reader has it, and what the browser complains of. */
export class PageUnderTest implements AsyncDisposable {
  readonly page: Page;
  #complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.#complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => this.#complaints.push(String(error)));
  }

  /** Opens the page in a window, and a profile, of its own. */
  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<PageUnderTest> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const opened = new PageUnderTest(await context.newPage());
    await opened.page.goto(url);
    return opened;
  }

  /** Resolves once the page says so of its connection. */
  async isLive(): Promise<void> {
    await this.page.locator('#connection[data-state=live]').waitFor();
  }

  /** Drops files on the page, as a hand with a mouse does. */
  async drop(...files: readonly DroppedFile[]): Promise<void> {
    const sent = files.map(({ name, content }) => ({ name, base64: content.toString('base64') }));
    const dataTransfer = await this.page.evaluateHandle(`(${transferOf})(${JSON.stringify(sent)})`);
    await this.page.locator('#drop').dispatchEvent('drop', { dataTransfer });
  }

  /** The card with this name. */
  card(name: string): Locator {
    return this.page.getByRole('article', { name, exact: true });
  }

  /** Resolves once the card says this of its status. */
  async hasStatus(name: string, status: string): Promise<void> {
    await this.card(name).locator('.status', { hasText: status }).waitFor();
  }

  /** The true widths of the pictures of a card, once they have come. */
  async pictureWidths(name: string): Promise<readonly number[]> {
    // The page fetches them once it has heard of the end.
    await this.card(name).locator('.derivative').first().waitFor();
    const pictures = await this.card(name).locator('img').all();
    return Promise.all(
      pictures.map(async (picture) => {
        await picture.scrollIntoViewIfNeeded();
        const width = (): Promise<number> =>
          picture.evaluate((img: { readonly naturalWidth: number }) => img.naturalWidth);
        await expect.poll(width).toBeGreaterThan(0);
        return width();
      }),
    );
  }

  /** What axe finds serious or critical. */
  async barriers(): Promise<readonly string[]> {
    await this.page.evaluate(axe.source);
    const results: axe.AxeResults = await this.page.evaluate('axe.run()');
    return results.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
  }

  /** Keeps a picture of the whole page where CI collects what a run leaves. */
  async screenshot(name: string): Promise<void> {
    await this.page.evaluate('scrollTo(0, 0)');
    await this.page.screenshot({ path: path.join(await screenshots(), `${name}.png`), fullPage: true });
  }

  /** What the browser complained of since it was asked last, but for what the test brought about. */
  complaints(expected?: RegExp): readonly string[] {
    const all = this.#complaints;
    this.#complaints = [];
    return all.filter((complaint) => expected?.test(complaint) !== true);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}

/** Runs in the browser, whose types are not those of the tests. */
const transferOf = `(files) => {
  const transfer = new DataTransfer();
  for (const { name, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type: 'image/jpeg' }));
  }
  return transfer;
}`;

async function screenshots(): Promise<string> {
  const output = process.env.CI_OUTPUT ?? path.resolve(import.meta.dirname, '../../../../.ci-output');
  const folder = path.join(output, 'screenshots');
  await mkdir(folder, { recursive: true });
  return folder;
}

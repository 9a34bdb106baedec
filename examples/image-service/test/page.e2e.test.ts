import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWithBrowser } from './support/browser.ts';
import { GatedProcessor, type LiveService, startLive } from './support/live-service.ts';
import { brokenPhoto, PageUnderTest, photo } from './support/page-under-test.ts';

describeWithBrowser('the page', (browser) => {
  let gate: GatedProcessor;
  let service: LiveService;
  let reader: PageUnderTest;

  beforeEach(async () => {
    gate = new GatedProcessor();
    service = await startLive({ processor: gate });
    reader = await PageUnderTest.open(browser(), service.url);
    await reader.isLive();
  });
  afterEach(async () => {
    await reader[Symbol.asyncDispose]();
    await service[Symbol.asyncDispose]();
  });

  it('takes dropped photos, and shows live how each is made', async () => {
    await reader.drop(await photo('dandelions.jpg'), await photo('two-dogs.jpg'), await brokenPhoto());

    await reader.hasStatus('dandelions.jpg', 'Working');
    await reader.hasStatus('two-dogs.jpg', 'Working');
    const done = async (): Promise<number> => {
      const bars = await reader.page.getByRole('progressbar', { name: /^Progress of (dandelions|two-dogs)/ }).all();
      const values = await Promise.all(bars.map((bar) => bar.getAttribute('aria-valuenow')));
      return values.reduce((sum, value) => sum + Number(value), 0);
    };
    expect(await done()).toBe(0);
    gate.pass(1);
    await expect.poll(done).toBe(1);
    gate.pass(3);
    await reader.hasStatus('dandelions.jpg', 'Completed');
    await reader.hasStatus('two-dogs.jpg', 'Completed');
    await reader.hasStatus('broken.jpg', 'Failed');
    const failure = await reader.card('broken.jpg').locator('.failure').textContent();
    expect(failure).toContain('The photo is damaged or cut short.');
    expect(failure).toContain('CORRUPT_IMAGE');

    expect(await reader.pictureWidths('dandelions.jpg')).toEqual([1024, 1024, 800]);
    expect(await reader.pictureWidths('two-dogs.jpg')).toEqual([1024, 1024, 800]);
    const derivative = await reader.card('dandelions.jpg').locator('.derivative').last().textContent();
    expect(derivative).toMatch(/^800800 × 450\d+(\.\d)? kB · saves 1\.4 MB \(9\d%\)$/);
    const timeline = reader.card('two-dogs.jpg').getByRole('group');
    await timeline.getByText('Timeline: 4 events').click();
    expect(await timeline.getByRole('listitem').allTextContents()).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\dAccepted, and waiting for a worker$/),
      expect.stringMatching(/Taken by worker-/),
      expect.stringMatching(/2 of 2 derivatives made$/),
      expect.stringMatching(/Completed: 2 derivatives in \d/),
    ]);
    await expect.poll(() => reader.page.locator('#filters').textContent()).toMatch(/All3.*Completed2Failed1/);
    const announced = reader.page.locator('#announcer');
    await expect.poll(() => announced.textContent()).toMatch(/two-dogs\.jpg|dandelions\.jpg|photos/);
    expect(reader.complaints()).toEqual([]);
  });

  it('replays what failed, and knows all of it after a reload', async () => {
    await reader.drop(await brokenPhoto());
    await reader.hasStatus('broken.jpg', 'Failed');
    await reader.page.getByRole('button', { name: 'Replay broken.jpg' }).click();

    const card = reader.card('broken.jpg');
    await card.getByText('Timeline: 6 events').click();
    await card.getByText('run 2', { exact: false }).first().waitFor();
    await reader.hasStatus('broken.jpg', 'Failed');
    const lines = await card.getByRole('listitem').allTextContents();
    expect(lines[3]).toMatch(/Replayed: run 2 waits for a worker$/);
    expect(lines[5]).toMatch(/Failed\. The photo is damaged or cut short\.$/);

    gate.pass(2);
    await reader.drop(await photo('fig.jpg'));
    await reader.hasStatus('fig.jpg', 'Completed');
    const cards = (): Promise<string | null> => reader.page.locator('#cards').textContent();
    const before = await cards();
    expect(before).toContain('run 2');
    await reader.page.reload();
    await reader.isLive();
    await reader.hasStatus('fig.jpg', 'Completed');
    expect(await cards()).toBe(before);
    expect(await reader.pictureWidths('fig.jpg')).toEqual([1024, 1024, 800]);
    expect(reader.complaints()).toEqual([]);
  });

  it('can be used by keyboard alone', async () => {
    const { keyboard } = reader.page;
    const focused = (): Promise<string> =>
      reader.page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.id');
    // Before the first key, so that the browser has heard of it when it would open its own window.
    const chooser = reader.page.waitForEvent('filechooser');
    await keyboard.press('Tab');
    expect(await reader.page.evaluate('document.activeElement.textContent')).toBe('Skip to the photos');
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    expect(await focused()).toBe('files');
    await keyboard.press('Enter');
    const { name, content } = await brokenPhoto();
    await (await chooser).setFiles([{ name, mimeType: 'image/jpeg', buffer: content }]);
    await reader.hasStatus('broken.jpg', 'Failed');

    await reader.page.locator('#filters button').last().focus();
    await keyboard.press('Tab');
    expect(await focused()).toBe('Replay broken.jpg');
    await keyboard.press('Enter');
    await reader.card('broken.jpg').getByText('Timeline: 6 events').waitFor();
    await reader.hasStatus('broken.jpg', 'Failed');
    // A button that went away under the focus left it to the card's name, and is the next stop; where run 2 failed
    // before the page was drawn again, it never went.
    await expect.poll(focused).toMatch(/^(task-|Replay broken\.jpg$)/);
    if ((await focused()) !== 'Replay broken.jpg') await keyboard.press('Tab');
    expect(await focused()).toBe('Replay broken.jpg');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await reader.card('broken.jpg').getByText('Replayed: run 2').waitFor();
    expect(reader.complaints()).toEqual([]);
  });

  it('cancels, filters, and loads older photos', async () => {
    await reader.drop(await photo('fig.jpg'));
    await reader.hasStatus('fig.jpg', 'Working');
    await reader.page.getByRole('button', { name: 'Cancel fig.jpg' }).click();
    await reader.hasStatus('fig.jpg', 'Cancelled');
    await reader.page.getByRole('button', { name: /^Completed/ }).click();
    await reader.page.getByText('No photo is “Completed” just now.').waitFor();
    await reader.page.getByRole('button', { name: /^Cancelled/ }).click();
    await reader.hasStatus('fig.jpg', 'Cancelled');

    await service.pipeline.submitMany(Array.from({ length: 30 }, (_, i) => ({ source: `missing/${i}.jpg` })));
    await reader.page.getByRole('button', { name: /^All/ }).click();
    const cards = reader.page.getByRole('article');
    await reader.page.getByRole('button', { name: 'Load more' }).click();
    await expect.poll(() => cards.count()).toBe(31);
    expect(await reader.page.getByRole('button', { name: 'Load more' }).isVisible()).toBe(false);
    expect(reader.complaints()).toEqual([]);
  });

  it('tells why a file is refused', async () => {
    await reader.drop({ name: 'notes.jpg', content: Buffer.from('Only words, whatever the name says.') });
    await reader.hasStatus('notes.jpg', 'Refused');
    expect(await reader.card('notes.jpg').locator('.failure').textContent()).toContain('UNSUPPORTED_FORMAT');
    expect(reader.complaints(/status of 415/)).toEqual([]);
    await reader.page.getByRole('button', { name: 'Remove notes.jpg' }).click();
    await reader.card('notes.jpg').waitFor({ state: 'detached' });

    await using strict = await startLive({ config: { maxUploadBytes: 1_000_000 } });
    await using other = await PageUnderTest.open(browser(), strict.url);
    await other.isLive();
    await other.drop(await photo('sunset.jpg'));
    await other.hasStatus('sunset.jpg', 'Refused');
    expect(await other.card('sunset.jpg').textContent()).toContain(
      'This photo has 1.1 MB; the service takes up to 1 MB.',
    );
    expect(other.complaints()).toEqual([]);
  });

  it('has nothing in the way of anybody, by day, by night and on a phone', async () => {
    gate.pass(6);
    const photos = ['dandelions.jpg', 'sunset.jpg', 'two-dogs.jpg'];
    await reader.drop(...(await Promise.all(photos.map(photo))), await brokenPhoto());
    for (const name of photos) await reader.hasStatus(name, 'Completed');
    await reader.hasStatus('broken.jpg', 'Failed');
    await reader.drop(await photo('mountain-path.jpg'), await photo('fig.jpg'));
    await reader.hasStatus('mountain-path.jpg', 'Working');
    await reader.card('broken.jpg').getByText('Timeline').click();
    for (const name of photos) await reader.pictureWidths(name);
    // The pictures come out of the red light; contrast is measured when they are there.
    await reader.page.emulateMedia({ reducedMotion: 'reduce' });

    expect(reader.complaints()).toEqual([]);
    for (const [name, colorScheme, width] of [
      ['light', 'light', 1280],
      ['dark', 'dark', 1280],
      ['phone', 'light', 360],
      ['phone-dark', 'dark', 360],
    ] as const) {
      await reader.page.emulateMedia({ colorScheme });
      await reader.page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
      expect(await reader.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await reader.barriers()).toEqual([]);
      await reader.screenshot(name);
    }
  });
});

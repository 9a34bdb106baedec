import { expect, it } from 'vitest';
import { describeWithBrowser } from './support/browser.ts';
import { startLive } from './support/live-service.ts';
import { PageUnderTest, photo } from './support/page-under-test.ts';

const readKey = 'a-key-that-only-reads';
const writeKey = 'a-key-that-also-writes';
const config = { readKeys: [readKey], writeKeys: [writeKey] };

describeWithBrowser('the page of a service that asks for a key', (browser) => {
  it('lets in who has one: pictures and events come by the cookie, until the reader signs out', async () => {
    await using service = await startLive({ config });
    await using reader = await PageUnderTest.open(browser(), service.url);
    const { page } = reader;
    const field = page.getByLabel('API key');
    await field.waitFor();
    expect(await reader.barriers()).toEqual([]);
    expect(await page.evaluate('document.activeElement.id')).toBe('key');
    await field.fill('a-key-that-is-wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('The key is not known.').waitFor();
    expect(reader.complaints(/status of 401|Applying inline style/)).toEqual([]);

    await field.fill(writeKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await reader.isLive();
    await reader.drop(await photo('fig.jpg'));
    await reader.hasStatus('fig.jpg', 'Completed');
    expect(await reader.pictureWidths('fig.jpg')).toEqual([1024, 1024, 800]);
    await page.reload();
    await reader.hasStatus('fig.jpg', 'Completed');
    expect(await page.evaluate('document.cookie')).toBe('');

    await page.getByRole('button', { name: 'Sign out' }).click();
    await field.waitFor();
    expect(await reader.card('fig.jpg').count()).toBe(0);
    const answer = await page.request.get(`${service.url}/tasks`);
    expect(answer.status()).toBe(401);
    expect(reader.complaints()).toEqual([]);
  });

  it('offers nothing to a key that may only read but to look', async () => {
    await using service = await startLive({ config });
    await service.complete();
    await service.pipeline.submit('missing.jpg');
    await using reader = await PageUnderTest.open(browser(), service.url);
    await reader.page.getByLabel('API key').fill(readKey);
    await reader.page.keyboard.press('Enter');
    await reader.hasStatus('fig.jpg', 'Completed');
    await reader.hasStatus('missing.jpg', 'Failed');
    expect(await reader.page.getByText('Your key may look, but not add, replay or cancel.').isVisible()).toBe(true);
    expect(await reader.page.locator('#drop').isVisible()).toBe(false);
    expect(await reader.page.getByRole('button', { name: 'Replay' }).count()).toBe(0);
    expect(reader.complaints()).toEqual([]);
  });
});

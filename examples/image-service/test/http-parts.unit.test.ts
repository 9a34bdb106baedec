import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Keys } from '../src/http/access.ts';
import { html, prose } from '../src/http/openapi/html.ts';
import { sourcePath } from '../src/http/source-path.ts';
import { keyOf } from '../src/http/submission.ts';

describe('Keys', () => {
  const keys = new Keys({ readKeys: ['r1', 'r2'], writeKeys: ['w'], adminKey: 'a' });

  it('know what each opens', () => {
    expect(keys.grants(['r2'])).toEqual({ read: true, write: false, admin: false });
    expect(keys.grants(['w'])).toEqual({ read: true, write: true, admin: false });
    expect(keys.grants(['a'])).toEqual({ read: true, write: true, admin: true });
    expect(keys.grants(['x', 'r1'])).toEqual({ read: true, write: false, admin: false });
    for (const none of [[], [''], ['r'], ['r1 '], ['R1']]) {
      expect(keys.grants(none)).toEqual({ read: false, write: false, admin: false });
    }
  });

  it('open reading and writing where there are none, and never the admin routes', () => {
    const open = new Keys({ readKeys: [], writeKeys: [] });
    expect(open.grants([])).toEqual({ read: true, write: true, admin: false });
    expect(open.required).toBe(false);
    expect(open.administrable).toBe(false);
  });

  it('close reading where only writing has a key', () => {
    expect(new Keys({ readKeys: [], writeKeys: ['w'] }).grants([])).toMatchObject({ read: false, write: false });
  });
});

describe('sourcePath', () => {
  const root = path.resolve('/srv/input');

  it.each([
    ['a.jpg', 'a.jpg'],
    ['./photos//a.jpg', 'photos/a.jpg'],
    ['photos/../a.jpg', 'a.jpg'],
    ['..a/b.jpg', '..a/b.jpg'],
    [path.join(root, 'a.jpg'), 'a.jpg'],
  ])('%s is %s', (given, expected) => {
    expect(sourcePath(root, given)).toBe(expected);
  });

  it.each(['..', '.', './', '../a.jpg', 'a/../..', '/etc/passwd', '/srv/input', '/srv/input2/a.jpg', '/'])(
    '%s is refused',
    (given) => {
      expect(() => sourcePath(root, given)).toThrow(expect.objectContaining({ code: 'SOURCE_NOT_ALLOWED' }));
    },
  );
});

describe('keyOf', () => {
  it('takes a key as it is, or in the quotation marks of the RFC draft, and numbers those of a batch', () => {
    expect(keyOf(undefined)).toEqual({});
    expect(keyOf('p-42')).toEqual({ idempotencyKey: 'p-42' });
    expect(keyOf('"p-42"')).toEqual({ idempotencyKey: 'p-42' });
    expect(keyOf('""')).toEqual({ idempotencyKey: '""' });
    expect(keyOf('p', 0)).toEqual({ idempotencyKey: 'p:0' });
  });
});

describe('html', () => {
  it('lets nothing that is put into it become markup', () => {
    const bad = `<img src=x onerror="alert('1')">&`;
    expect(html`<p title="${bad}">${[bad, html`<b>${1}</b>`, undefined]}</p>`.text).toBe(
      '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">' +
        '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;<b>1</b></p>',
    );
    expect(prose('a `<b>` c\n\nd').text).toBe('<p>a <code>&lt;b&gt;</code> c</p><p>d</p>');
  });
});

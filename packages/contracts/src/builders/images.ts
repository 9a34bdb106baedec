import { createHash } from 'node:crypto';
import type { Derivative, StoredImage } from '@safelight/core';

/** The MD5 of bytes or text, 32 hex digits. */
export function md5(content: Uint8Array | string): string {
  return createHash('md5').update(content).digest('hex');
}

/** A stored image, in every field plausible; `over` replaces fields. */
export function anImage(over: Partial<StoredImage> = {}): StoredImage {
  const resolution = over.resolution ?? '1024';
  const hash = over.md5 ?? md5(`${resolution} of ${over.path ?? 'a'}`);
  return {
    resolution,
    path: `/output/a/${resolution}/${hash}.jpg`,
    md5: hash,
    size: 1_000,
    width: 1024,
    height: 683,
    format: 'jpeg',
    ...over,
  };
}

/** A derivative of the given content, its `md5` and `size` true. */
export function aDerivative(content: Uint8Array | string = 'picture', over: Partial<Derivative> = {}): Derivative {
  const data = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    resolution: '1024',
    md5: md5(data),
    size: data.byteLength,
    width: 1024,
    height: 683,
    format: 'jpeg',
    data,
    ...over,
  };
}

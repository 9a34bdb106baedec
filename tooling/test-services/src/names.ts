import { randomBytes } from 'node:crypto';

/** A new random name of letters and digits; starts with a letter. */
export function randomName(start: string): string {
  return start + randomBytes(6).toString('hex');
}

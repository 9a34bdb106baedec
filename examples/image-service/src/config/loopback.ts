import { isIPv4 } from 'node:net';

/** True for a name or address of this machine alone: `localhost` and names under it, 127.0.0.0/8, `::1`. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    (isIPv4(name) && name.startsWith('127.')) ||
    name === '::1' ||
    name === '[::1]'
  );
}

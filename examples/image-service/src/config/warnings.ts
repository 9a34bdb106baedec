import type { Environment } from './environment.ts';
import { isLoopback } from './loopback.ts';

/** True where neither reading nor writing needs a key. */
export function isOpen({ READ_KEYS, WRITE_KEYS }: Environment): boolean {
  return READ_KEYS.length + WRITE_KEYS.length === 0;
}

/** What is allowed and yet seldom meant: a sentence each, without a value that may be a secret. */
export function warningsOf(env: Environment): readonly string[] {
  const warnings: string[] = [];
  if (isOpen(env) && !isLoopback(env.HOST)) {
    warnings.push(
      `HOST=${env.HOST} without keys: whoever reaches the port may use it. Set WRITE_KEYS, or make sure that nobody ` +
        'else reaches it.',
    );
  }
  const unused = (['REDIS_URL', 'MONGODB_URL'] as const).filter((name) => env[name] !== undefined);
  if (env.ENGINES === 'embedded' && unused.length > 0) {
    warnings.push(
      `${unused.join(' and ')} not used: ENGINES is embedded, and tasks are forgotten when the process ends. ` +
        'Set ENGINES=redis-mongo to keep them.',
    );
  }
  return warnings;
}

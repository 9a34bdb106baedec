import { defaultQueue } from '@safelight/core';

/**
 * The name of the BullMQ queue behind a queue's name. The braces are the hash tag that keeps a queue's keys on one
 * node of a Redis Cluster.
 */
export function queueNameOf(namespace: string, name: string = defaultQueue): string {
  return `{${namespace}-${name}}`;
}

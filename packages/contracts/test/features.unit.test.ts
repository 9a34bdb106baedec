import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eventBusFeatures } from '../src/event-bus/harness.ts';
import { imageProcessorFeatures } from '../src/image-processor/harness.ts';
import { imageStoreFeatures } from '../src/image-store/harness.ts';
import { leaseFeatures } from '../src/lease/harness.ts';
import { queueFeatures } from '../src/queue/harness.ts';
import { sourceReaderFeatures } from '../src/source-reader/harness.ts';
import { taskCacheFeatures } from '../src/task-cache/harness.ts';
import { taskRepositoryFeatures } from '../src/task-repository/harness.ts';

const suites = {
  'queue suites': queueFeatures,
  eventBusContract: eventBusFeatures,
  taskRepositoryContract: taskRepositoryFeatures,
  taskCacheContract: taskCacheFeatures,
  leaseContract: leaseFeatures,
  imageProcessorContract: imageProcessorFeatures,
  sourceReaderContract: sourceReaderFeatures,
  imageStoreContract: imageStoreFeatures,
};

describe('the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

  it.each(Object.entries(suites))('names every feature of the %s with its description', (suite, features) => {
    for (const [feature, description] of Object.entries(features)) {
      expect(readme).toContain(`| ${suite} | \`${feature}\` | ${description} |`);
    }
  });
});

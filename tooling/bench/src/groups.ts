import { growthGroup } from './growth/group.ts';
import { httpGroup } from './http/group.ts';
import { imagesGroup } from './images/group.ts';
import { pipelineGroup } from './pipeline/group.ts';
import type { Group } from './runner/group.ts';
import { sizeGroup } from './size/group.ts';

/** All groups, in the order of the table. */
export const groups: readonly Group[] = [imagesGroup, pipelineGroup, httpGroup, growthGroup, sizeGroup];

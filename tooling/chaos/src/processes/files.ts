import { type FsStore, fsStore } from '@safelight/adapter-fs-store';
import type { Module } from '@safelight-examples/image-service/dist/composition/module.js';
import { foldersOf } from '@safelight-examples/image-service/dist/composition/store-module.js';
import { tokens } from '@safelight-examples/image-service/dist/composition/tokens.js';
import type { ProcessContext } from '@safelight-examples/image-service/dist/processes/run-process.js';
import { faultyFiles } from '../failpoints/faulty-files.ts';
import type { Joined } from './join-rig.ts';

/** The example's folders, behind the rig's switches. */
export function rigFiles({ config }: ProcessContext, { faults }: Joined): Module {
  return (bind) => {
    bind<FsStore>(tokens.files).toResolvedValue(() => faultyFiles(fsStore(foldersOf(config.http)), faults));
  };
}

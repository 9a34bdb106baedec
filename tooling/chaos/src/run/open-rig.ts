import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { Client } from '../client/client.ts';
import { Ledger } from '../client/ledger.ts';
import { Sources } from '../client/sources.ts';
import type { FaultLog } from '../fleet/fault-log.ts';
import { Fleet } from '../fleet/fleet.ts';
import { boundOf, type FleetSettings } from '../fleet/settings.ts';
import { Book } from '../receiver/book.ts';
import { Receiver } from '../receiver/receiver.ts';
import type { Closing } from './closing.ts';
import type { Rig } from './run-step.ts';

/** What a rig is made of. */
export interface RigOptions {
  readonly settings: FleetSettings;
  readonly seed: number;
  /** An empty folder. */
  readonly folder: string;
  readonly faults: FaultLog;
  /** Milliseconds since the run began. */
  readonly since: () => number;
}

/** Starts receiver, servers and processes, and opens the ledger; hands each to `closing` as soon as it is there. */
export async function openRig(options: RigOptions, closing: Closing): Promise<Rig> {
  const { settings, seed, folder, faults, since } = options;
  const book = new Book();
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const receiver = new Receiver(book, secret, since);
  const webhook = { url: await receiver.start(), secret };
  closing.add(() => receiver.close());
  const fleet = await Fleet.start({ settings, folder, webhook, seed, log: faults });
  closing.add(() => fleet.close());
  const stamp = (): { readonly at: number; readonly scenario: string } => ({
    at: Math.round(since()),
    scenario: faults.scenario,
  });
  const ledger = await Ledger.open(path.join(folder, 'ledger.jsonl'), stamp);
  closing.add(() => ledger.close());
  const sources = await Sources.make(path.join(folder, 'pictures'), fleet.input);
  const urls = (): readonly string[] => fleet.apis.flatMap(({ url }) => (url === undefined ? [] : [url]));
  const client = new Client({ urls, ledger, sources, keys: `chaos-${seed}` });
  closing.add(() => client.close());
  return { fleet, client, ledger, book, seed, bound: boundOf(settings.process), since };
}

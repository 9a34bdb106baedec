import { apiKilled } from './api-killed.ts';
import { busUnruly } from './bus-unruly.ts';
import { clockOff } from './clock-off.ts';
import { diskFull } from './disk-full.ts';
import { everything } from './everything.ts';
import { handlerKilled } from './handler-killed.ts';
import { mongoPaused } from './mongo-paused.ts';
import { mongoRestarted } from './mongo-restarted.ts';
import { mongoSlow } from './mongo-slow.ts';
import { outputReadOnly } from './output-read-only.ts';
import { poisonedSource } from './poison.ts';
import { races } from './races.ts';
import { redisConnectionsKilled } from './redis-connections-killed.ts';
import { redisEmptied } from './redis-emptied.ts';
import { redisPaused } from './redis-paused.ts';
import { redisRefusesWrites } from './redis-refuses-writes.ts';
import { redisRestarted } from './redis-restarted.ts';
import { relayKilledUncommitted, relayKilledUnpublished } from './relay-killed.ts';
import { relaysDown } from './relays-down.ts';
import { rollingRestart } from './rolling-restart.ts';
import type { Scenario } from './scenario.ts';
import { workerKilled } from './worker-killed.ts';
import { workerKilledUnacknowledged } from './worker-killed-unacknowledged.ts';
import { workerStopped } from './worker-stopped.ts';

/** All scenarios, in the order of what they are about: processes, engines, files, and all of it. */
export const scenarios: readonly Scenario[] = [
  apiKilled,
  workerKilled,
  workerKilledUnacknowledged,
  workerStopped,
  relayKilledUnpublished,
  relayKilledUncommitted,
  handlerKilled,
  relaysDown,
  redisRestarted,
  redisConnectionsKilled,
  redisPaused,
  redisEmptied,
  redisRefusesWrites,
  mongoRestarted,
  mongoPaused,
  mongoSlow,
  busUnruly,
  diskFull,
  outputReadOnly,
  poisonedSource,
  rollingRestart,
  clockOff,
  races,
  everything,
];

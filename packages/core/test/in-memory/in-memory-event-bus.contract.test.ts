import { eventBusContract } from '@safelight/contracts';
import { serialiseEvent } from '@safelight/core';
import { plainWire } from '@safelight/core/in-memory';
import { describe, it } from 'vitest';
import { AServer } from './a-server.ts';

eventBusContract({
  runner: { describe, it },
  adapter: 'InMemoryEventBus',
  features: { serialisation: false },
  async create({ log }) {
    const one = new AServer(log);
    const { cut, mend } = one;
    const { channel } = one.server;
    const texts: string[] = [];
    channel.add({
      wire: plainWire,
      receive: (message) => texts.push(typeof message === 'string' ? message : serialiseEvent(message)),
    });
    return {
      connect: async () => one.connect().bus,
      probe: {
        heard: async () => texts,
        inject: async (text) => channel.send([text]),
        async loseNext() {
          let lost: unknown;
          channel.weather = (message) => {
            lost ??= message;
            return message === lost ? [] : [0];
          };
        },
        cut,
        mend,
      },
      close: () => one.close(),
    };
  },
});

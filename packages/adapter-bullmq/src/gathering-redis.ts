import type { Writable } from 'node:stream';
import { Redis } from 'ioredis';

/**
 * A client that sends what is asked of it within one turn of the event loop in one write. Jobs whose
 * answers arrive together go on together: their next commands cost one system call, not one each.
 */
export class GatheringRedis extends Redis {
  #isHolding = false;
  #joined: Writable | undefined;

  override sendCommand(...args: Parameters<Redis['sendCommand']>): unknown {
    this.#hold();
    return super.sendCommand(...args);
  }

  /** Holds writes back until everything that waits to run in this turn has run; nothing is delayed by a timer. */
  #hold(): void {
    const { stream } = this;
    if (this.#isHolding || this.status !== 'ready') return;
    if (this.#joined !== stream) {
      joinWrites(stream);
      this.#joined = stream;
    }
    this.#isHolding = true;
    stream.cork();
    process.nextTick(() => {
      this.#isHolding = false;
      stream.uncork();
    });
  }
}

/** Makes one piece of what was held back: dozens of small strings and buffers are dear to write one by one. */
function joinWrites(stream: Writable): void {
  const write = stream._writev?.bind(stream);
  if (write === undefined) return;
  stream._writev = (chunks, callback) => {
    const parts: Buffer[] = [];
    let text = '';
    for (const { chunk } of chunks) {
      if (typeof chunk === 'string') text += chunk;
      else {
        parts.push(Buffer.from(text), chunk);
        text = '';
      }
    }
    const whole = parts.length === 0 ? text : Buffer.concat([...parts, Buffer.from(text)]);
    write([{ chunk: whole, encoding: 'utf8' }], callback);
  };
}

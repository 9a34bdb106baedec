import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

const boundary = 'a-boundary-that-is-in-no-picture';

/** The head of a form's part with a file. */
export const fileHead = (name = 'a.jpg', field = 'file'): string =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\n` +
  'Content-Type: image/jpeg\r\n\r\n';
/** What ends a form. */
export const formEnd = `\r\n--${boundary}--\r\n`;

/** An upload that is sent piece by piece. Without a length it is chunked. */
export class RawUpload {
  readonly #request: ClientRequest;
  readonly #answer: Promise<IncomingMessage>;

  constructor(url: string, headers: Readonly<Record<string, string | number>> = {}) {
    this.#request = request(`${url}/tasks`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...headers },
    });
    // A connection that ends while we write is told by the answer that came before, or by its lack.
    this.#request.on('error', () => {});
    this.#answer = once(this.#request, 'response').then(([response]) => response);
    this.#answer.catch(() => {});
  }

  /** Sends a piece, once the service has taken the ones before; nothing once the connection has ended. */
  async send(piece: string | Uint8Array): Promise<void> {
    if (this.#request.destroyed || this.#request.write(piece)) return;
    const settled = new AbortController();
    const { signal } = settled;
    await Promise.race([once(this.#request, 'drain', { signal }), once(this.#request, 'close', { signal })]);
    settled.abort();
  }

  end(piece: string): void {
    this.#request.end(piece);
  }

  /** Goes away in the middle. */
  vanish(): void {
    this.#request.destroy();
  }

  /** The answer, whether or not all was sent. */
  async answer(): Promise<{ readonly status: number | undefined; readonly body: Record<string, unknown> }> {
    const response = await this.#answer;
    return { status: response.statusCode, body: JSON.parse(await text(response)) };
  }
}

/** One server-sent event as a browser would have parsed it. */
export interface Received {
  readonly id: string | undefined;
  readonly event: string;
  /** Parsed JSON. */
  readonly data: Record<string, unknown>;
}

/** An event stream that is being read. */
export interface Stream extends AsyncDisposable {
  readonly status: number;
  readonly headers: Headers;
  /** The comments so far: heartbeats. */
  readonly comments: readonly string[];
  /** The last `retry` so far, in milliseconds. */
  readonly retry: number | undefined;
  /** The next event; undefined once the server has ended the stream. */
  next(): Promise<Received | undefined>;
  /** Everything up to the server's end of the stream. */
  rest(): Promise<readonly Received[]>;
  /** Events up to the first of this name, that one included. @throws where the stream ends before */
  until(event: string): Promise<readonly Received[]>;
  /** Goes away. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens an event stream, and reads it by the rules of the HTML standard. */
export async function openStream(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Stream> {
  const going = new AbortController();
  const response = await fetch(url, { headers, signal: going.signal });
  const parser = new Parser();
  const events = eventsIn(response, parser);
  const next = async (): Promise<Received | undefined> => {
    const { value } = await events.next();
    return value ?? undefined;
  };
  return {
    status: response.status,
    headers: response.headers,
    comments: parser.comments,
    get retry() {
      return parser.retry;
    },
    next,
    async rest() {
      const all: Received[] = [];
      for (let one = await next(); one !== undefined; one = await next()) all.push(one);
      return all;
    },
    async until(event) {
      const all: Received[] = [];
      for (;;) {
        const one = await next();
        if (one === undefined)
          throw new Error(`The stream ended before ${event}: ${all.map((e) => e.event).join(' ')}`);
        all.push(one);
        if (one.event === event) return all;
      }
    },
    async [Symbol.asyncDispose]() {
      going.abort();
    },
  };
}

async function* eventsIn(response: Response, parser: Parser): AsyncGenerator<Received, undefined> {
  if (response.body === null) return;
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parser.parse(block);
      if (event !== undefined) yield event;
    }
  }
}

class Parser {
  readonly comments: string[] = [];
  retry: number | undefined;

  parse(block: string): Received | undefined {
    let id: string | undefined;
    let event = 'message';
    const data: string[] = [];
    for (const line of block.split('\n')) {
      const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
      if (field === '') this.comments.push(value);
      else if (field === 'id') id = value;
      else if (field === 'event') event = value;
      else if (field === 'data') data.push(value);
      else if (field === 'retry') this.retry = Number(value);
      else throw new Error(`No field of an event stream: ${line}`);
    }
    return data.length === 0 ? undefined : { id, event, data: JSON.parse(data.join('\n')) };
  }
}

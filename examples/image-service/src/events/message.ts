/** One server-sent event, as the HTML standard's `text/event-stream` has it. */
export interface Message {
  /** What a browser sends back as `Last-Event-ID`; absent where there is nothing to resume from. */
  readonly id?: string;
  /** The name that a page listens for. */
  readonly event: string;
  /** JSON: it has no line breaks, which would end the field. */
  readonly data: string;
  /** How long a browser waits before it connects again, in milliseconds. */
  readonly retry?: number;
}

/** The message as it goes over the wire. */
export function encodeMessage({ id, event, data, retry }: Message): string {
  const fields = [
    ...(retry === undefined ? [] : [`retry: ${retry}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    `event: ${event}`,
    `data: ${data}`,
  ];
  return `${fields.join('\n')}\n\n`;
}

/** Keeps proxies from closing a silent connection, and finds out that the client is gone. Nobody sees it. */
export const heartbeat = ': still here\n\n';

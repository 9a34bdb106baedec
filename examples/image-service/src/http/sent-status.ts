import type { ServerResponse } from 'node:http';

/** What nginx calls it when the client went away before it had its answer. */
const clientClosedRequest = 499;

/** The status of an answer that is over: 499 where it was cut short, since until then a status is only intended. */
export function sentStatus({ writableFinished, statusCode }: ServerResponse): number {
  return writableFinished ? statusCode : clientClosedRequest;
}

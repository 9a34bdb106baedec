import type { Page, Task } from '@safelight/core';
import type { Request, Response } from 'express';
import { taskView } from './schemas/task-view.ts';

/** Answers with a page of tasks, and with a link to the next that keeps the query. */
export function pageViewer(
  outputPrefix: string,
): (request: Request, response: Response, query: object, page: Page<Task>) => void {
  return (request, response, query, { items, next }) => {
    if (next !== undefined) {
      const search = new URLSearchParams({ ...textsOf(query), cursor: next });
      response.set('link', `<${request.path}?${search}>; rel="next"`);
    }
    const tasks = items.map((task) => taskView(task, outputPrefix));
    response.json(next === undefined ? { items: tasks } : { items: tasks, next });
  };
}

function textsOf(query: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
}

import type { Router } from 'express';
import type { HttpDependencies } from './dependencies.ts';
import type { AnyEndpoint } from './endpoint.ts';

/** The table of the API: what is in it is served, and stands in the OpenAPI document. */
export function endpointsOf(_dependencies: HttpDependencies): readonly AnyEndpoint[] {
  return [];
}

/** What is no API: the page and its assets, and the queues' admin pages. They look after access themselves. */
export function routersOf(_dependencies: HttpDependencies): readonly Router[] {
  return [];
}

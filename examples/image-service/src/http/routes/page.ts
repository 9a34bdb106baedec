import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, type Response, Router } from 'express';
import type { HttpDependencies } from '../dependencies.ts';

// The workspace's root is as far from src/http/routes as from dist/http/routes: a service that runs from its
// sources serves the same files.
const root = new URL('../../../', import.meta.url);
const written = fileURLToPath(new URL('page/', root));
const compiled = fileURLToPath(new URL('dist/page/assets/', root));

/**
 * The page at `/`, and what it is made of below `/assets`: markup, styles and pictures from the folder `page`,
 * scripts as `npm run build` compiled them. Open to everybody: a page that asks for a key must be seen without one.
 */
export function pageRouter({ presets, config }: Pick<HttpDependencies, 'presets' | 'config'>): Router {
  const router = Router({ caseSensitive: true });
  const settings = {
    presets: presets.all.map(({ name, width, height, format, quality }) => ({ name, width, height, format, quality })),
    maxUploadBytes: config.maxUploadBytes,
  };
  router.get('/', named('/'), built, express.static(written, files));
  router.use('/assets', named('/assets/{+path}'));
  router.get('/assets/settings.json', (_request, response) => {
    response.set(revalidated).json(settings);
  });
  for (const folder of [compiled, `${written}assets`]) {
    router.use('/assets', express.static(folder, { ...files, index: false }));
  }
  return router;
}

/** Names carry no hash: browsers keep the files, and ask each time whether they are still the same. */
const revalidated = { 'cache-control': 'no-cache' };

const files = {
  redirect: false,
  cacheControl: false,
  setHeaders: (response: Response): void => {
    response.set(revalidated);
  },
};

/** For the metrics: ids and inventions make no series. */
function named(endpoint: string): RequestHandler {
  return (_request, response, next) => {
    response.locals.endpoint = endpoint;
    next();
  };
}

/** From sources alone the page would stay empty, and say nothing. */
const built: RequestHandler = async (_request, response, next) => {
  if (await exists(`${compiled}main.js`)) next();
  else response.status(503).type('text').send('The page is not built. Run "npm run build", and reload.\n');
};

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

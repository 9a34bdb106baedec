import { type RequestHandler, Router } from 'express';
import { allow, type Keys } from '../access.ts';
import { HttpProblemError } from '../problems.ts';

/** Where the queues are shown. */
export const adminQueuesPath = '/admin/queues';

/** The board's page has a style of its own inside; it names a font of another site, which stays shut out. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The admin pages: for whoever has the admin's key, and to look at only.
 *
 * @param queues shows the queues; absent with engines that have none to show
 */
export function adminRouter(keys: Keys, queues: Router | undefined): Router {
  const router = Router();
  router.use(adminQueuesPath, named, allow('admin', keys), onlyLooking, ownPolicy, queues ?? nothingToShow);
  return router;
}

const named: RequestHandler = (_request, response, next) => {
  response.locals.endpoint = adminQueuesPath;
  next();
};

/** The board refuses to change anything; what it does not know of is refused here. */
const onlyLooking: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') {
    next();
    return;
  }
  response.set('allow', 'GET, HEAD');
  throw new HttpProblemError(
    'METHOD_NOT_ALLOWED',
    'The queues can only be looked at. Replay or cancel a task by the API.',
  );
};

const ownPolicy: RequestHandler = (_request, response, next) => {
  response.set({ 'content-security-policy': policy, 'cache-control': 'no-store' });
  next();
};

const nothingToShow: RequestHandler = () => {
  throw new HttpProblemError(
    'NOT_FOUND',
    'The embedded engines have no queues to show here. See GET /queues for counts.',
  );
};

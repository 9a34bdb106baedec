import type { Response } from 'express';
import { z } from 'zod';
import type { HttpDependencies } from '../dependencies.ts';
import { type AnyEndpoint, endpoint } from '../endpoint.ts';
import { HttpProblemError } from '../problems.ts';
import { type StoredFile, StoredFiles } from '../stored-file.ts';

/** Seconds that a derivative may be kept: its address is its content, so it never changes. */
const oneYear = 31_536_000;

const notFound = 'No derivative is here. The addresses are in the field "images" of a completed task.';

/** The derivatives. */
export function imageEndpoints({ config }: HttpDependencies): readonly AnyEndpoint[] {
  const { outputDir, outputPrefix, readKeys, writeKeys, corsOrigins } = config;
  const files = new StoredFiles(outputDir, outputPrefix);
  const needsKey = readKeys.length + writeKeys.length > 0;
  const headers = {
    'cache-control': `${needsKey ? 'private' : 'public'}, max-age=${oneYear}, immutable`,
    // Opened by itself it is a picture and nothing else: no script, no form, no frame.
    'content-security-policy': "default-src 'none'; sandbox",
    // Other sites may show it where they may read the API.
    'cross-origin-resource-policy': corsOrigins.length > 0 ? 'cross-origin' : 'same-origin',
    'x-content-type-options': 'nosniff',
  };
  return [
    endpoint({
      method: 'get',
      path: '/images/{+path}',
      access: 'read',
      tag: 'Images',
      summary: 'Fetch a derivative',
      description: 'Take the address from the field `images` of a completed task. Ranges are answered.',
      input: {
        params: z.strictObject({
          path: z
            .string()
            .meta({ description: 'IMAGE/RESOLUTION/MD5.EXTENSION', example: `cat/800/${'0'.repeat(32)}.jpg` }),
        }),
      },
      answers: {
        200: {
          description: 'The picture.',
          content: { type: 'image/*' },
          headers: { ETag: 'The MD5 of the content.', 'Cache-Control': 'It never changes.' },
        },
        206: { description: 'The part that Range names.', content: { type: 'image/*' } },
        304: { description: 'It is the one that If-None-Match names.' },
      },
      problems: [404, 416],
      async handle({ params, response }) {
        const file = await files.find(params.path);
        if (file === undefined) throw new HttpProblemError('NOT_FOUND', notFound);
        await send(response, file, { ...headers, etag: `"${file.md5}"` });
      },
    }),
  ];
}

async function send(
  response: Response,
  { root, file }: StoredFile,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const before = response.getHeaders();
  const error = await new Promise<Error | undefined>((resolve) => {
    response.sendFile(file, { root, headers, cacheControl: false, lastModified: false }, resolve);
  });
  // The client went away.
  if (error === undefined || response.headersSent || response.destroyed) return;
  const problem = problemOf(error, response.get('content-range'));
  // What was set is about the picture, not about the problem.
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.set(before);
  throw problem;
}

/** What express could not send, in this API's words. */
function problemOf(error: Error, range: string | undefined): Error {
  switch ('status' in error ? error.status : undefined) {
    case 404:
      return new HttpProblemError('NOT_FOUND', notFound, { cause: error });
    case 416:
      return new HttpProblemError('RANGE_NOT_SATISFIABLE', 'The picture has no such range.', {
        headers: { 'content-range': range ?? 'bytes */*' },
        cause: error,
      });
    default:
      return error;
  }
}

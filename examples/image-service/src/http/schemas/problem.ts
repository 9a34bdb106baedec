import { z } from 'zod';
import type { SentProblem } from '../problems.ts';

/** A problem for the document. */
export const problemSchema: z.ZodType<SentProblem> = z
  .strictObject({
    type: z.string().meta({ description: 'The kind of problem; stable.', format: 'uri-reference' }),
    title: z.string().meta({ description: 'The same for each problem of the kind.' }),
    status: z.int().min(400).max(599),
    detail: z.string().meta({ description: 'What happened this time, and what to do.' }).exactOptional(),
    code: z.string().meta({ description: 'For programs; stable.' }),
    problems: z
      .array(z.string())
      .meta({ description: 'Each problem of an input that is not valid, as "path: what is wrong".' })
      .exactOptional(),
    instance: z.string().meta({ description: "Names the request, as the service's log does." }),
  })
  .meta({ id: 'Problem', description: 'Problem details as RFC 9457 has them.' });

import { z } from 'zod';
import { type LogLevel, logLevels } from './config.ts';
import { key, keys, oneOf, origins, text, url, wholeNumber } from './variables.ts';

const maxDelay = 86_400_000;
const name = (max: number, byDefault: string): z.ZodType<string, string | undefined> =>
  text(new RegExp(`^[A-Za-z0-9_-]{1,${max}}$`), `1 to ${max} of A-Z a-z 0-9 _ -`, byDefault);

/** The environment as read: every variable in its type. `.env.example` tells what each means. */
export interface Environment {
  readonly ENGINES: 'embedded' | 'redis-mongo';
  readonly REDIS_URL?: string | undefined;
  readonly MONGODB_URL?: string | undefined;
  readonly NAMESPACE: string;
  readonly DATABASE: string;
  readonly HOST: string;
  readonly PORT: number;
  readonly WORKER_PORT: number;
  readonly INPUT_DIR: string;
  readonly OUTPUT_DIR: string;
  readonly UPLOAD_RETENTION_DAYS: number;
  readonly SWEEP_EVERY: number;
  readonly MAX_UPLOAD_BYTES: number;
  readonly MAX_BODY_BYTES: number;
  readonly MAX_STREAMS: number;
  readonly MAX_RELAY_LAG: number;
  readonly READ_KEYS: readonly string[];
  readonly WRITE_KEYS: readonly string[];
  readonly ADMIN_KEY?: string | undefined;
  readonly CORS_ORIGINS: readonly string[];
  readonly RATE_LIMIT: number;
  readonly TRUST_PROXY: number;
  readonly CONCURRENCY: number;
  readonly LOG_LEVEL: LogLevel;
  readonly DRAIN_DELAY: number;
  readonly SHUTDOWN_TIMEOUT: number;
  readonly WEBHOOK_URL?: string | undefined;
  readonly WEBHOOK_SECRET?: string | undefined;
}

const shape = {
  ENGINES: oneOf(['embedded', 'redis-mongo'], 'embedded'),
  REDIS_URL: url(['redis', 'rediss']),
  MONGODB_URL: url(['mongodb', 'mongodb+srv']),
  NAMESPACE: name(64, 'safelight'),
  DATABASE: name(63, 'safelight'),

  HOST: text(/^[A-Za-z0-9.:_-]{1,255}$/, 'the name or address of an interface, such as 0.0.0.0', '127.0.0.1'),
  PORT: wholeNumber(0, 65_535, 3_000),
  WORKER_PORT: wholeNumber(0, 65_535, 9_464),

  INPUT_DIR: z.string().default('./input'),
  OUTPUT_DIR: z.string().default('./output'),
  UPLOAD_RETENTION_DAYS: wholeNumber(0, 36_500, 30),
  SWEEP_EVERY: wholeNumber(0, maxDelay, 3_600_000),

  MAX_UPLOAD_BYTES: wholeNumber(1, 104_857_600, 20_971_520),
  MAX_BODY_BYTES: wholeNumber(1_024, 104_857_600, 102_400),
  MAX_STREAMS: wholeNumber(0, 100_000, 1_000),
  MAX_RELAY_LAG: wholeNumber(1, maxDelay, 30_000),

  READ_KEYS: keys(),
  WRITE_KEYS: keys(),
  ADMIN_KEY: key(),
  CORS_ORIGINS: origins(),
  RATE_LIMIT: wholeNumber(0, 1_000_000, 600),
  TRUST_PROXY: wholeNumber(0, 32, 0),

  CONCURRENCY: wholeNumber(1, 1_000, 2),
  LOG_LEVEL: oneOf(logLevels, 'info'),
  DRAIN_DELAY: wholeNumber(0, 600_000, 0),
  SHUTDOWN_TIMEOUT: wholeNumber(100, 600_000, 10_000),

  WEBHOOK_URL: z
    .string()
    .refine(isWebhookUrl, { error: 'must be a URL, http://… or https://…, without a user and password' })
    .optional(),
  WEBHOOK_SECRET: z
    .string()
    .refine(isWebhookSecret, {
      error: 'must be whsec_ and 24 to 64 bytes in base64; make one with: echo "whsec_$(openssl rand -base64 32)"',
    })
    .optional(),
};

/** The names of all variables. */
export const variableNames: readonly string[] = Object.keys(shape);

/** Checks an environment and fills the defaults. */
export const environment: z.ZodType<Environment> = z.object(shape);

/** Fetch takes no URL with a password in it; the signature is what the receiver tells us by. */
function isWebhookUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

function isWebhookSecret(value: string): boolean {
  const [, base64 = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(value) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 && bytes.length >= 24 && bytes.length <= 64;
}

// `npm run demo`: what belongs to the process is here, and only here.
import { runDemo } from './demo/run-demo.ts';
import { screenOn } from './demo/screen.ts';
import { UsageError } from './demo/usage-error.ts';
import { Interruption } from './processes/interruption.ts';

const { argv, env, pid, stdout } = process;
const now = (): number => performance.now();
// Not by process.exit(): that waits for the thread that decodes an image.
const interruption = new Interruption((cause) => {
  process.removeAllListeners(cause);
  process.kill(process.pid, cause);
}, now);
process.on('SIGINT', () => interruption.hear('SIGINT'));
process.on('SIGTERM', () => interruption.hear('SIGTERM'));
// Nobody reads any more, as with `npm run demo | head`.
stdout.on('error', () => interruption.hear('SIGPIPE'));

try {
  // npm runs its scripts in the project's folder, and keeps the caller's in INIT_CWD.
  const base = env.INIT_CWD ?? process.cwd();
  const screen = screenOn(stdout, env);
  process.exitCode = await runDemo({ argv: argv.slice(2), base, env, screen, interruption, pid, now });
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

// Whether the process of this container is well, without curl: exits with 0, or with 1 and says why.
//
//   node examples/image-service/deploy/healthcheck.js [live|ready]
//
// A container runs one process: an api on PORT, or a worker on WORKER_PORT. Whichever answers is it.
const what = process.argv[2] ?? 'live';
const { PORT = '3000', WORKER_PORT = '9464' } = process.env;
const ports = [...new Set([PORT, WORKER_PORT])];

/** @type {(port: string) => Promise<string | undefined>} */
async function problemAt(port) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/${what}`, { signal: AbortSignal.timeout(4_000) });
    return response.ok ? undefined : `port ${port}: ${response.status} ${await response.text()}`;
  } catch (error) {
    return `port ${port}: ${error instanceof Error ? (error.cause ?? error) : error}`;
  }
}

const problems = await Promise.all(ports.map(problemAt));
if (!problems.includes(undefined)) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exitCode = 1;
}

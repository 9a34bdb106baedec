import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
export interface RedisServer {
  readonly url: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
  namespace(): string;
}
export async function startRedis(_options: { owned?: boolean } = {}): Promise<RedisServer> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  probe.close();
  await once(probe, 'close');
  let child: ChildProcess;
  const run = async () => {
    child = spawn(
      'redis-server',
      ['--port', String(port), '--save', '', '--appendonly', 'no', '--bind', '127.0.0.1', '--dir', '/tmp'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise<void>((resolve) =>
      child.stdout?.on('data', (d) => String(d).includes('Ready to accept') && resolve()),
    );
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const e = once(child, 'exit');
    child.kill('SIGKILL');
    await e;
  };
  await run();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    stop: kill,
    restart: async () => {
      await kill();
      await run();
    },
    pause: async () => {
      child.kill('SIGSTOP');
    },
    resume: async () => {
      child.kill('SIGCONT');
    },
    namespace: () => `ns${randomUUID().replaceAll('-', '')}`,
  };
}

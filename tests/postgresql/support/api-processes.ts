import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { build } from 'vite';

/** One process of the API. */
export interface ApiProcess {
  readonly origin: string;
  /** Ends it without notice. */
  kill(): Promise<void>;
}

/** Limit for a process to listen, ms. */
const START_PATIENCE = 90_000;

/** Bundles the process once. It must be below node_modules, so that Node finds the packages that it imports. */
export async function bundleApiProcess(): Promise<string> {
  const outDir = resolve('node_modules/.cache/org-keyring/api-process');
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: true,
      ssr: resolve(import.meta.dirname, 'api-process.ts'),
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'api-process.mjs' }, checks: { bundlerTimings: false } },
    },
  });
  return resolve(outDir, 'api-process.mjs');
}

/** Starts a process and waits until it listens. */
export function startApiProcess(
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<ApiProcess> {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((done, failed) => {
    let output = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      failed(new Error('An API process did not listen in time.'));
    }, START_PATIENCE);
    child.once('exit', (code) => failed(new Error(`An API process ended with ${code}.`)));
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const port = /^listening (\d+)$/m.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      done({ origin: `http://127.0.0.1:${port}`, kill: () => kill(child) });
    });
  });
}

function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

// `npm start`: builds everything, then serves it. Ports are checked first, because a build takes seconds.
import { createServer } from 'node:net';
import { build, loadEnv } from 'vite';

const environment = loadEnv('production', process.cwd(), '');
const port = Number(environment.PORT || 4173);
const ports = [port, Number(environment.AUTHKIT_PORT || port + 1), port + 2];

try {
  for (const each of ports) await assertFree(each);
  await build({ logLevel: 'warn' });
  await import('./serve.mjs');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** @param {number} candidate */
function assertFree(candidate) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () => {
      reject(
        new Error(
          `Port ${candidate} is in use. The app needs ports ${ports.join(', ')}: free them, or set PORT.`,
        ),
      );
    });
    probe.listen(candidate, '127.0.0.1', () => probe.close(() => resolve(undefined)));
  });
}

// Builds everything and serves it: the app, the local AuthKit and both APIs, in one process.
import { createServer } from 'node:net';
import { build, preview } from 'vite';

const port = Number(process.env.PORT || 4173);
const ports = [port, Number(process.env.AUTHKIT_PORT || port + 1), port + 2];

try {
  for (const each of ports) await assertFree(each);
  await build({ logLevel: 'warn' });
  const server = await preview({ logLevel: 'warn' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(0));
  console.log(`ready http://localhost:${server.config.preview.port}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** A build takes seconds; a taken port is said before it. @param {number} candidate */
function assertFree(candidate) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () => {
      reject(
        new Error(
          `Port ${candidate} is taken. The app needs ports ${ports.join(', ')}: free them, or set PORT.`,
        ),
      );
    });
    probe.listen(candidate, '127.0.0.1', () => probe.close(() => resolve(undefined)));
  });
}

// Serves the build: the app, the local AuthKit and both APIs, in one process, until it is stopped.
import { preview } from 'vite';

// `OUT_DIR`: the folder of another build, for tests in which one build replaces another.
const outDir = process.env.OUT_DIR || 'dist';
const server = await preview({ logLevel: 'warn', build: { outDir } }).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

/** Time for requests under way and for the database to end, ms. */
const STOP_PATIENCE = 3_000;
let isStopping = false;

/** Stops in order: no new requests, then the back end with its database. A second signal ends the process at once. */
async function stop() {
  if (isStopping) process.exit(0);
  isStopping = true;
  setTimeout(() => process.exit(0), STOP_PATIENCE).unref();
  try {
    await server.close();
    // dev/vite/back-end.ts started it in this process.
    await (await globalThis.__keyringBackEnd)?.close();
  } finally {
    process.exit(0);
  }
}

// Vite's own listener would end the process before the database is closed.
process.removeAllListeners('SIGTERM');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
console.log(`ready http://localhost:${server.config.preview.port}`);

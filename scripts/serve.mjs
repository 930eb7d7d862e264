// Serves the build: the app, the local AuthKit and both APIs, in one process, until it is stopped.
import { preview } from 'vite';

// `OUT_DIR`: the folder of another build, for tests in which one build replaces another.
const outDir = process.env.OUT_DIR || 'dist';
const server = await preview({ logLevel: 'warn', build: { outDir } }).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(0));
console.log(`ready http://localhost:${server.config.preview.port}`);

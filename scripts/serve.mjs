// Serves what was built: the app, the local AuthKit and both APIs, in one process, until it is stopped.
import { preview } from 'vite';

// `OUT_DIR`: another folder with a build in it, for tests of one build replacing another.
const outDir = process.env.OUT_DIR || 'dist';
const server = await preview({ logLevel: 'warn', build: { outDir } }).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(0));
console.log(`ready http://localhost:${server.config.preview.port}`);

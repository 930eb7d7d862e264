// Serves what was built: the app, the local AuthKit and both APIs, in one process, until it is stopped.
import { preview } from 'vite';

const server = await preview({ logLevel: 'warn' }).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(0));
console.log(`ready http://localhost:${server.config.preview.port}`);

// The server process of one contestant.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDocuments } from './build-pages.mjs';
import { findFreePorts, startServer } from './server-process.mjs';
import { timeEvaluation } from './time-evaluation.mjs';

/** Life of a contestant's access tokens, s: none is refreshed while it is measured. */
const TOKEN_LIFETIME = '3600';

/**
 * Serves a copy of the build and of the pages from another process and, if given, another worker at `/sw.js`. So every
 * contestant has the same server and the same API.
 *
 * @param {Pick<import('./lab.mjs').Lab, 'pages'>} lab
 * @param {Pick<import('./kinds.mjs').Kind, 'worker' | 'hasWorker' | 'environment'> & { isTimed: boolean }} contestant
 *   `worker`: the source of another worker; `isTimed`: the worker reports how long its script took, see `evaluation.mjs`
 */
export async function serveContestant(lab, contestant) {
  const directory = await mkdtemp(join(tmpdir(), 'keyring-bench-'));
  const removeDirectory = () => rm(directory, { recursive: true, force: true });
  try {
    return await serveDirectory(lab, directory, contestant, removeDirectory);
  } catch (error) {
    await removeDirectory();
    throw error;
  }
}

/**
 * @param {Parameters<typeof serveContestant>[0]} lab
 * @param {string} directory
 * @param {Parameters<typeof serveContestant>[1]} contestant
 * @param {() => Promise<void>} removeDirectory
 */
async function serveDirectory(
  lab,
  directory,
  { worker, hasWorker = true, isTimed, environment },
  removeDirectory,
) {
  await cp(lab.pages, directory, { recursive: true });
  if (worker !== undefined) await writeFile(join(directory, 'sw.js'), worker);
  const port = await findFreePorts();
  const app = `http://localhost:${port}`;
  await writeDocuments(directory, app, hasWorker);
  if (isTimed)
    for (const name of ['sw.js', 'OidcServiceWorker.js']) await timeEvaluation(join(directory, name));
  const server = await startServer(port, directory, 'bench/server.mjs', {
    ACCESS_TOKEN_TTL: TOKEN_LIFETIME,
    ...environment,
  });
  return {
    app,
    authKit: `http://127.0.0.1:${port + 1}`,
    async close() {
      server.kill('SIGTERM');
      await removeDirectory();
    },
  };
}

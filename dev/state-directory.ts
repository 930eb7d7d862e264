import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Environment } from './environment.ts';

/**
 * The ignored folder with everything that outlives this server: the embedded database, the state of the local AuthKit
 * and the vault secret. Each port has its own, because two servers run side by side and PGlite allows one process.
 *
 * @returns null if nothing may outlive the process
 */
export function stateDirectory(environment: Environment): string | null {
  const { state, port, stateDirectory: configured } = environment;
  return state === 'memory' ? null : resolve(configured ?? `.data/${port}`);
}

/**
 * Creates the folder, if the local AuthKit or the embedded database needs it.
 *
 * @throws Error that names the settings, if this process may not write there
 */
export async function prepareStateDirectory(environment: Environment): Promise<void> {
  const directory = stateDirectory(environment);
  const { databaseUrl, workos } = environment;
  if (directory === null || (databaseUrl !== null && workos !== null)) return;
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error;
    const instead = databaseUrl === null ? 'DATABASE_URL' : 'WORKOS_CLIENT_ID';
    throw new Error(
      `This process cannot store its state in ${directory} (${reason}). Set ${instead}, or STATE_DIRECTORY to a folder that it may write, or STATE=memory to store nothing.`,
    );
  }
}

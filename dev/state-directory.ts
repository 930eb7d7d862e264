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

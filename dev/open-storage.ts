import { resolve } from 'node:path';
import { createMemoryStorage, type Storage } from './api/index.ts';
import { createSqlStorage } from './api/sql-storage.ts';
import { openDatabase } from './database/open-database.ts';
import type { Environment } from './environment.ts';
import { stateDirectory } from './state-directory.ts';

/**
 * Opens what the API stores its data in: the server of `DATABASE_URL`, else the embedded PostgreSQL in the ignored
 * folder. `STATE=memory` keeps everything in memory, because a new embedded database needs several seconds.
 *
 * @throws Error that says what to do if the database cannot be opened
 */
export async function openStorage(environment: Environment): Promise<Storage> {
  const { databaseUrl } = environment;
  if (databaseUrl !== null) return createSqlStorage(await openDatabase({ url: databaseUrl }));
  const directory = stateDirectory(environment);
  if (directory === null) return createMemoryStorage();
  return createSqlStorage(await openDatabase({ directory: resolve(directory, 'postgres') }));
}

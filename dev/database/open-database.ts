import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { API_ROLE, createDatabase, type Database, type Driver } from './database.ts';
import { lockDirectory } from './lock-directory.ts';
import { migrate } from './migrate.ts';
import { openPglite } from './pglite-driver.ts';
import { MIGRATION_LIMIT, openPostgres } from './postgres-driver.ts';

/** SQLSTATE. */
const INSUFFICIENT_PRIVILEGE = '42501';
const MIGRATIONS = fileURLToPath(new URL('../api/migrations', import.meta.url));

/** Where the data is: on a PostgreSQL server, or in a folder of this checkout. */
export type DatabaseLocation = { readonly url: string } | { readonly directory: string };

/**
 * Opens the database and applies the migrations.
 *
 * @param migrations the folder of the migrations, for a server that was bundled into one file
 * @throws Error that says what to do if the database cannot be opened. It never contains the URL, which has a password
 */
export async function openDatabase(location: DatabaseLocation, migrations = MIGRATIONS): Promise<Database> {
  const driver = await openDriver(location);
  try {
    await applyMigrations(location, driver, migrations);
    const database = createDatabase(driver);
    await checkRole(database);
    return database;
  } catch (cause) {
    await driver.close().catch(() => {});
    const where = 'url' in location ? 'DATABASE_URL' : location.directory;
    throw new Error(`The database of ${where} could not be prepared: ${reasonOf(cause)}`, { cause });
  }
}

/** On a server with connections of their own, because a migration may take longer than a statement of a request. */
async function applyMigrations(
  location: DatabaseLocation,
  driver: Driver,
  migrations: string,
): Promise<void> {
  if (!('url' in location)) return void (await migrate(driver, migrations));
  const patient = await openPostgres(location.url, MIGRATION_LIMIT);
  await migrate(patient, migrations).finally(() => patient.close());
}

/** After the migrations of the API. Without the role each request for an organization would fail, while the health check succeeds. */
async function checkRole(database: Database): Promise<void> {
  try {
    await database.asOrganization('', (query) => query('SELECT FROM keyring.notes LIMIT 0'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === INSUFFICIENT_PRIVILEGE)) throw error;
    throw new Error(
      `${error.message}. As an administrator, run GRANT ${API_ROLE} TO the user of DATABASE_URL.`,
    );
  }
}

async function openDriver(location: DatabaseLocation): Promise<Driver> {
  if ('url' in location) return openPostgres(location.url);
  await mkdir(location.directory, { recursive: true });
  const release = await lockDirectory(location.directory);
  try {
    const driver = await openPglite(location.directory);
    return { ...driver, close: () => driver.close().finally(release) };
  } catch (cause) {
    await release();
    // The container has no PGlite.
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    const reason = isMissing
      ? 'This server has no embedded database. Set DATABASE_URL, or STATE=memory to store nothing.'
      : `The embedded database in ${location.directory} could not be opened. Delete the folder to start with empty data.`;
    throw new Error(reason, { cause });
  }
}

/** The innermost message: an UnavailableError hides the reason from users, but an operator needs it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}

import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseString } from '../../src/protocol/parse.ts';
import type { Driver } from './database.ts';

/** Identifies the advisory lock of the migrations. Any constant works, if no other program uses it. */
const LOCK = 7_349_201;
const FILE = /^\d{4}-[a-z0-9-]+\.sql$/;

/**
 * Applies the migrations that the database does not have yet, in the order of their names. Everything is one
 * transaction under an advisory lock: of two processes that start together, one applies them and the other waits, and a
 * migration that fails changes nothing.
 *
 * @param directory of files `NNNN-name.sql`. An applied file must never change: add another one
 * @returns the names of the applied migrations
 */
export async function migrate(driver: Driver, directory: string): Promise<readonly string[]> {
  const files = (await readdir(directory)).filter((name) => FILE.test(name)).toSorted();
  return driver.transaction(async (query) => {
    await query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await query('CREATE SCHEMA IF NOT EXISTS keyring');
    await query(
      'CREATE TABLE IF NOT EXISTS keyring.migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const rows = await query('SELECT name FROM keyring.migrations');
    const applied = new Set(rows.map(({ name }) => parseString(name, 'name')));
    const pending = files.filter((name) => !applied.has(name));
    for (const name of pending) {
      await driver.script(query, await readFile(resolve(directory, name), 'utf8'));
      await query('INSERT INTO keyring.migrations (name) VALUES ($1)', [name]);
    }
    return pending;
  });
}

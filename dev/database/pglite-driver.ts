import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { Driver, Query } from './database.ts';

/**
 * PostgreSQL inside this process (PGlite).
 *
 * @param directory of the data files. If absent, the data is only in memory
 */
export async function openPglite(directory?: string): Promise<Driver> {
  // Loaded on demand: it is a development dependency of 20 MB, which a server with DATABASE_URL does not need.
  const { PGlite } = await import('@electric-sql/pglite');
  return createPgliteDriver(await PGlite.create(directory === undefined ? {} : { dataDir: directory }));
}

function createPgliteDriver(pglite: PGlite): Driver {
  const transactions = new WeakMap<Query, Transaction>();
  return {
    transaction: (work) =>
      pglite.transaction(async (transaction) => {
        const query: Query = async (text, parameters = []) =>
          (await transaction.query<Record<string, unknown>>(text, [...parameters])).rows;
        transactions.set(query, transaction);
        return work(query);
      }),
    async script(query, text) {
      await transactions.get(query)?.exec(text);
    },
    listen(channel, onMessage, onConnect) {
      const listening = pglite.listen(channel, onMessage).then((stop) => {
        onConnect();
        return stop;
      });
      // If the database was closed first, the subscription has ended with it.
      return () => void listening.then((stop) => stop()).catch(() => {});
    },
    close: () => pglite.close(),
  };
}

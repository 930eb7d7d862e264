import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createApi } from '../../../dev/api/index.ts';
import { createSqlStorage } from '../../../dev/api/sql-storage.ts';
import { openDatabase } from '../../../dev/database/open-database.ts';

// One process of the example API. `api-processes.ts` bundles and starts it.
const { DATABASE_URL = '', JWKS_URI = '', ISSUER = '', CLIENT_ID = '' } = process.env;
const organization = { id: 'org_acme', slug: 'acme', name: 'Acme' };
const database = await openDatabase({ url: DATABASE_URL }, 'dev/api/migrations');
const api = createApi({
  jwksUri: JWKS_URI,
  issuer: ISSUER,
  clientId: CLIENT_ID,
  storage: createSqlStorage(database),
  directory: {
    organizationBySlug: async () => organization,
    organizationById: async () => organization,
    organizationsOf: async () => [organization],
    user: async (id) => ({ id, email: null, name: null }),
  },
});
const server = serve({ fetch: api.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
  console.log(`listening ${port}`),
);
process.on('SIGTERM', () => server.close());

import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createApi } from '../../../dev/api/index.ts';
import { attachPresence } from '../../../dev/api/presence-socket.ts';
import { createSharedPresence } from '../../../dev/api/shared-presence.ts';
import { createSqlStorage } from '../../../dev/api/sql-storage.ts';
import { openDatabase } from '../../../dev/database/open-database.ts';
import { createTicketIssuer } from '../../../server/tickets/ticket-issuer.ts';

// One process of the example API. `api-processes.ts` bundles and starts it.
const { DATABASE_URL = '', JWKS_URI = '', ISSUER = '', CLIENT_ID = '' } = process.env;
const organization = { id: 'org_acme', slug: 'acme', name: 'Acme' };
/** Shorter than in the app, ms: a test waits until the users of a killed process disappear. */
const PRESENCE_LIFETIME = 3_000;
/** Fewer than in the app, so that a test reaches it long before the tickets expire. */
const SESSION_LIMIT = 10;

const storage = createSqlStorage(await openDatabase({ url: DATABASE_URL }, 'dev/api/migrations'));
const tickets = createTicketIssuer({ store: storage.tickets, limits: { perSession: SESSION_LIMIT } });
const presence = createSharedPresence({ messages: storage.messages, lifetime: PRESENCE_LIFETIME });
setInterval(() => presence.beat(), PRESENCE_LIFETIME / 6);
const directory = {
  organizationBySlug: async () => organization,
  organizationById: async () => organization,
  organizationsOf: async () => [organization],
  user: async (id: string) => ({ id, email: null, name: null }),
};
const api = createApi({
  jwksUri: JWKS_URI,
  issuer: ISSUER,
  clientId: CLIENT_ID,
  storage,
  tickets,
  directory,
});
const server = serve({ fetch: api.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
  console.log(`listening ${port}`),
);
const origins = ['http://app.test'];
attachPresence(server, { tickets, presence, directory, origins, isSessionActive: () => true, now: Date.now });
process.on('SIGTERM', () => server.close());

import {
  createKeyringHost,
  createPushHints,
  createServerMetrics,
  createStaticFiles,
  type KeyringConfiguration,
  type KeyringHostHandler,
  type KeyringHostOptions,
  type OrganizationKey,
  organizationManifests,
  type ServerEvent,
  type ServerTracer,
} from 'org-keyring/server';
import { expectType } from './expect.ts';

declare const options: KeyringHostOptions;
declare const configuration: KeyringConfiguration;
declare const request: Request;

const host = createKeyringHost(options);
expectType<KeyringHostHandler>()(host);
// The host is a fetch handler: `undefined` leaves the request to the app.
expectType<Promise<Response | undefined>>()(host.handle(request));

createKeyringHost({
  configuration,
  authKitJwksUri: 'https://api.workos.com/sso/jwks/client_01',
  readWorkerScript: async () => '',
  manifests: organizationManifests({
    findOrganization: async (key) => {
      expectType<OrganizationKey>()(key);
      return { slug: key, name: 'Acme' };
    },
  }),
});

const metrics = createServerMetrics();
expectType<Response>()(metrics.respond());
declare const tracer: ServerTracer;
createKeyringHost({ ...options, observe: metrics.observe, tracer });
// A function that wraps `fetch` needs no other member of it, such as `preconnect` of Bun.
createKeyringHost({ ...options, fetch });
createKeyringHost({ ...options, fetch: (url: string, init: RequestInit) => fetch(url, init) });
// An observer can distinguish the events by their type.
createKeyringHost({
  ...options,
  observe: (event: ServerEvent) => {
    if (event.type === 'webhook') expectType<'webhook'>()(event.type);
  },
});

expectType<Promise<Readonly<Record<string, string>>>>()(
  createStaticFiles({ host: 'nginx', configuration, workerScript: '' }),
);
// @ts-expect-error: not a host.
createStaticFiles({ host: 'apache', configuration, workerScript: '' });

// @ts-expect-error: a host cannot serve a worker that it cannot read.
createKeyringHost({ configuration, authKitJwksUri: 'https://api.workos.com/sso/jwks/client_01' });
// @ts-expect-error: not a vault.
const vault: KeyringConfiguration['vault'] = 'plain';
// @ts-expect-error: a configuration names the APIs that get tokens.
const incomplete: KeyringConfiguration = { clientId: 'client_01' };

const push = createPushHints({
  publicKey: '',
  send: async ({ endpoint, payload }) => ({ status: endpoint.length + payload.length }),
});
expectType<Promise<Response>>()(push.respond(request, { userId: 'user_ada', sessionId: 'session_1' }));
// @ts-expect-error: a subscription belongs to a session of the verified token.
push.respond(request, { userId: 'user_ada' });

export { incomplete, vault };

import {
  createKeyringHost,
  type KeyringHostHandler,
  type KeyringHostOptions,
  organizationManifests,
} from '../../../../server/index.ts';

/** A binding to another service. */
interface Service {
  fetch(request: Request | string): Promise<Response>;
}

/** The bindings of the Worker. */
interface Bindings {
  /** The files of the build; the page of the app for every path without a file. */
  readonly ASSETS: Service;
  readonly API: Service;
  readonly SETTINGS: Pick<KeyringHostOptions, 'configuration' | 'authKitJwksUri' | 'vaultSecrets'>;
}

let host: KeyringHostHandler | undefined;

/** The origin of the reference app as a Cloudflare Worker: `wrangler` bundles such a module. */
export default {
  async fetch(request: Request, bindings: Bindings): Promise<Response> {
    host ??= createHost(bindings);
    const { pathname } = new URL(request.url);
    const app = pathname.startsWith('/api/') ? bindings.API : bindings.ASSETS;
    return (await host.handle(request)) ?? host.addDocumentHeaders(await app.fetch(request));
  },
};

function createHost({ ASSETS, API, SETTINGS }: Bindings): KeyringHostHandler {
  const { origin } = new URL(SETTINGS.configuration.redirectUri);
  return createKeyringHost({
    ...SETTINGS,
    readWorkerScript: async () => (await ASSETS.fetch(`${origin}/sw.js`)).text(),
    policy: { page: { trustedTypesPolicies: ['solid-template'] } },
    manifests: organizationManifests({
      findOrganization: async (key) => {
        const response = await API.fetch(`${origin}/api/orgs/${key}`);
        return response.ok ? response.json() : undefined;
      },
    }),
  });
}

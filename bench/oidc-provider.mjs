// The OpenID provider of `@axa-fr/oidc-client` on loopback. It accepts any login, and issues signed access tokens like AuthKit's.
import { Provider } from 'oidc-provider';

const API = 'urn:bench:api';
/** Life of the tokens and of the provider's session, s. No contestant refreshes during a run. */
const LIFETIME = 3_600;

/**
 * Starts the provider on `http://127.0.0.1:port`.
 *
 * @param {number} port
 * @param {string} app origin of the page
 */
export async function startProvider(port, app) {
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [
      {
        client_id: 'bench',
        application_type: 'web',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [`${app}/axa/callback`],
      },
    ],
    cookies: { keys: ['bench'] },
    issueRefreshToken: async () => true,
    ttl: {
      AccessToken: LIFETIME,
      IdToken: LIFETIME,
      RefreshToken: LIFETIME,
      Session: LIFETIME,
      Grant: LIFETIME,
    },
    features: {
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => API,
        useGrantedResource: async () => true,
        getResourceServerInfo: async () => ({
          scope: '',
          audience: API,
          accessTokenFormat: 'jwt',
          accessTokenTTL: LIFETIME,
        }),
      },
    },
  });
  await new Promise((resolve, reject) => {
    const server = provider.listen(port, '127.0.0.1', () => resolve(server));
    server.once('error', reject);
  });
}

// The page with `@axa-fr/oidc-client` and its worker, in the order of its README.
import { OidcClient } from '@axa-fr/oidc-client';
import { reportControl, reportFirstCall } from './first-call.mjs';

reportControl();
const redirectUri = `${location.origin}/axa/callback`;
const client = OidcClient.getOrCreate()({
  client_id: 'bench',
  redirect_uri: redirectUri,
  scope: 'openid offline_access',
  authority: `http://127.0.0.1:${Number(location.port) + 3}`,
  service_worker_relative_url: '/OidcServiceWorker.js',
  service_worker_only: false,
});
await client.tryKeepExistingSessionAsync();
if (location.href.includes(redirectUri)) {
  await client.loginCallbackAsync();
  location.href = '/axa';
} else if (client.tokens) {
  await reportFirstCall((url, init) => fetch(url, init));
} else {
  await client.loginAsync('/axa');
}

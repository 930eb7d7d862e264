// The page with `@workos-inc/authkit-js`, in the order of its README. It keeps one session in the page, and has no worker.
import { createClient } from '@workos-inc/authkit-js';
import { reportFirstCall } from './first-call.mjs';

const client = await createClient('client_local', {
  apiHostname: '127.0.0.1',
  port: Number(location.port) + 1,
  https: false,
  devMode: true,
  redirectUri: `${location.origin}/auth/callback`,
});
Reflect.set(globalThis, 'client', client);
if (client.getUser() === null) await client.signIn({ organizationId: 'org_acme' });
else
  await reportFirstCall(async (url, init) =>
    fetch(url, { ...init, headers: { Authorization: `Bearer ${await client.getAccessToken()}` } }),
  );

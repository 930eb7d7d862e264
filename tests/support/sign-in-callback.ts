import { createHash, randomBytes } from 'node:crypto';
import type { BrowserContext } from '@playwright/test';
import type { AppServer } from './app-server.ts';
import type { KnownOrganization } from './organizations.ts';
import type { Scripted } from './scripted.ts';
import { askAgain } from './worker-messages.ts';

/** Callbacks without a flow: with and without the parameters of a callback, and with script in an error. */
export const FORGED_CALLBACKS = [
  '/auth/callback?code=forged&state=forged',
  '/auth/callback?code=forged',
  '/auth/callback?error=access_denied&error_description=%3Cscript%3Ealert(1)%3C%2Fscript%3E&state=forged',
  '/auth/callback',
];

/** The callback addresses that a browser context was sent to, whether the worker or the server responded. */
export function recordCallbacks(context: BrowserContext): readonly string[] {
  const callbacks: string[] = [];
  context.on('request', (request) => {
    if (new URL(request.url()).pathname === '/auth/callback') callbacks.push(request.url());
  });
  return callbacks;
}

/** Begins a flow of the victim's own whose page never leaves. @returns its authorization URL, which has become known */
export async function beginFlow(page: Scripted, { slug }: KnownOrganization): Promise<URL> {
  const { authorizationUrl } = await askAgain(page, 'start-authorization', {
    organizationSlug: slug,
    returnTo: `/${slug}/`,
    trigger: 'requested',
    tab: 'attacked',
    prompt: null,
    loginHint: null,
    following: [],
  });
  return new URL(authorizationUrl);
}

/** An authorization request of an attacker's own: its state and verifier are the attacker's. */
export function attackersAuthorization({ authKitOrigin, origin }: AppServer, organizationId: string) {
  const verifier = randomBytes(32).toString('base64url');
  const url = new URL('/user_management/authorize', authKitOrigin);
  for (const [name, value] of Object.entries({
    client_id: 'client_local',
    redirect_uri: `${origin}/auth/callback`,
    response_type: 'code',
    provider: 'authkit',
    state: 'the-state-of-an-attacker',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    organization_id: organizationId,
  })) {
    url.searchParams.set(name, value);
  }
  return { url: url.href, verifier };
}

/** A code that AuthKit gave for the attacker's own request. The attacker needs no browser for it. */
export async function obtainCode(authorizationUrl: string, email: string): Promise<string> {
  const asked = await fetch(authorizationUrl);
  const cookie = asked.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const page = new URL(asked.url);
  const action = /<form[^>]* action="([^"]+)"/.exec(await asked.text())?.[1] ?? page.href;
  const sent = await fetch(new URL(action, page), {
    method: 'POST',
    body: new URLSearchParams({ email }),
    headers: { Cookie: cookie, Origin: page.origin },
    redirect: 'manual',
  });
  const code = new URL(sent.headers.get('Location') ?? authorizationUrl).searchParams.get('code');
  if (code === null) throw new Error('AuthKit sent no redirect with a code.');
  return code;
}

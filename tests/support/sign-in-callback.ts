import { createHash, randomBytes } from 'node:crypto';
import type { BrowserContext, Page } from '@playwright/test';
import { emailField, submitEmail } from './app.ts';
import type { AppServer } from './app-server.ts';

/** The callback addresses that a browser context was sent to, whoever answered them. */
export function recordCallbacks(context: BrowserContext): readonly string[] {
  const callbacks: string[] = [];
  context.on('request', (request) => {
    if (new URL(request.url()).pathname === '/auth/callback') callbacks.push(request.url());
  });
  return callbacks;
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

/** A code that AuthKit gave to somebody for the attacker's own request, in a browser without the app. */
export async function obtainCode(page: Page, authorizationUrl: string, email: string): Promise<string> {
  let code: string | null = null;
  await page.route('**/auth/callback?*', (route) => {
    code = new URL(route.request().url()).searchParams.get('code');
    return route.fulfill({ body: 'kept' });
  });
  // Where the redirect is followed without asking a route, its address tells as much.
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname === '/auth/callback') code = url.searchParams.get('code');
  });
  await page.goto(authorizationUrl);
  if (await emailField(page).isVisible()) await submitEmail(page, email);
  await page.waitForURL('**/auth/callback?*');
  if (code === null) throw new Error('AuthKit sent nobody back with a code.');
  return code;
}

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Router } from 'workbox-routing';
import type { SessionManager } from '../../../src/keyring/session-manager.ts';
import type { CallbackResult } from '../../../src/keyring/sign-in/callback-result.ts';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import { registerCallbackRoute } from '../../../sw/fetch/callback-route.ts';

// Workbox looks for `self` when it is loaded.
vi.hoisted(() => Object.assign(globalThis, { self: globalThis, __WB_DISABLE_DEV_LOGS: true }));

beforeEach(() => void vi.stubGlobal('location', { origin: 'https://app.test' }));
afterEach(() => vi.unstubAllGlobals());

test.each<[string, CallbackResult, string]>([
  [
    'of one organization leads to the page that repeats the sign-in',
    { type: 'interrupted', returnTo: null },
    '/auth/error',
  ],
  [
    'of several organizations leads to the page that requested them',
    { type: 'interrupted', returnTo: '/sessions/sign-in' },
    '/sessions/sign-in',
  ],
])('a callback %s, without an error that prevents it', async (_who, result, path) => {
  const router = new Router();
  const sessions = { finishSignIn: async () => result } as unknown as SessionManager;
  registerCallbackRoute(router, {
    redirectUri: 'https://app.test/auth/callback',
    sessions,
    paths: parsePaths(),
  });
  const request = new Request('https://app.test/auth/callback?code=c&state=s');
  for (const [name, value] of Object.entries({ mode: 'navigate', destination: 'document' }))
    Object.defineProperty(request, name, { value });
  const event = {} as unknown as Parameters<Router['handleRequest']>[0]['event'];
  const response = await router.handleRequest({ request, event });
  expect(response?.headers.get('Location')).toBe(`https://app.test${path}`);
});

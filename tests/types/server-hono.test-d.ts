import { Hono, type MiddlewareHandler } from 'hono';
import type { KeyringHostHandler } from 'org-keyring/server';
import { keyringMiddleware } from 'org-keyring/server/hono';
import { expectType } from './expect.ts';

declare const host: KeyringHostHandler;

expectType<MiddlewareHandler>()(keyringMiddleware(host));
new Hono().use(keyringMiddleware(host));
// @ts-expect-error: the middleware adapts a host.
keyringMiddleware({});

import { createServer } from 'node:http';
import type { KeyringHostHandler } from 'org-keyring/server';
import { keyringMiddleware, type NodeMiddleware } from 'org-keyring/server/node';
import type { Connect } from 'vite';
import { expectType } from './expect.ts';

declare const host: KeyringHostHandler;
declare const middlewares: Connect.Server;

expectType<NodeMiddleware>()(keyringMiddleware(host));
createServer(keyringMiddleware(host, { origin: 'https://app.example.com' }));
middlewares.use(keyringMiddleware(host));
// @ts-expect-error: an origin is text.
keyringMiddleware(host, { origin: new URL('https://app.example.com') });

import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { type AuthKit, type AuthKitOptions, createAuthKit } from '../../dev/authkit/index.ts';
import { listen } from '../../dev/authkit/listen.ts';
import { TestBrowser } from './test-browser.ts';

export const CLIENT_ID = 'client_test';
export const APP = 'http://localhost:4999';
export const CALLBACK = `${APP}/auth/callback`;

/** The local AuthKit under test, served over HTTP, with a clock that stands still until it is moved. */
export interface LocalAuthKit {
  readonly origin: string;
  readonly instance: AuthKit;
  /** Milliseconds since the epoch. */
  now(): number;
  advance(seconds: number): void;
  /** A control endpoint that must accept. */
  control(path: string, body?: unknown): Promise<unknown>;
  /** Calls a control endpoint and returns any response, errors included. */
  tryControl(path: string, body: unknown): Promise<{ status: number; body: unknown }>;
  log(): Promise<readonly Record<string, unknown>[]>;
  /** A browser with no cookies. */
  browser(): TestBrowser;
}

/** What every AuthKit of these tests has. */
export const AUTHKIT_OPTIONS = {
  clientId: CLIENT_ID,
  redirectUris: [CALLBACK],
  signOutUris: [`${APP}/`],
  corsOrigins: [APP],
  accessTokenTtl: 300,
  refreshGrace: 30,
};

/** Serves an AuthKit for the tests of one file; each test begins with a reset. */
export function localAuthKit(overrides: Partial<AuthKitOptions> = {}): LocalAuthKit {
  let now = Date.UTC(2026, 0, 5, 12);
  let origin = '';
  let instance: AuthKit | undefined;
  let close = async () => {};

  beforeAll(async () => {
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    instance = await createAuthKit({ ...AUTHKIT_OPTIONS, origin, now: () => now, ...overrides });
    ({ close } = await listen(instance, port));
  });
  beforeEach(() => kit.control('reset'));
  afterAll(() => close());

  const kit: LocalAuthKit = {
    get origin() {
      return origin;
    },
    get instance() {
      if (!instance) throw new Error('not started');
      return instance;
    },
    now: () => now,
    advance: (seconds) => {
      now += seconds * 1000;
    },
    control: async (path, body) => {
      const answer = await kit.tryControl(path, body);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      return answer.body;
    },
    tryControl: async (path, body) => {
      const payload = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(`${origin}/_emulator/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        ...(payload !== undefined && { body: payload }),
      });
      return { status: response.status, body: await response.json() };
    },
    log: async () => (await fetch(`${origin}/_emulator/log`)).json(),
    browser: () => new TestBrowser(origin),
  };
  return kit;
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      server.close(() => resolve(address.port));
    });
  });
}

import type { Browser } from '@playwright/test';
import { parseRecord } from '../../src/protocol/parse.ts';

/** What lets Firefox be taken offline: commands for the browser itself, and an offline that holds for loopback too. */
export const OFFLINE_ARGUMENTS = ['--remote-allow-system-access'];
export const OFFLINE_PREFERENCES = { 'network.disable-localhost-when-offline': true };

type Send = (method: string, parameters: object) => Promise<unknown>;

/**
 * What "Work Offline" in Firefox's menu does: `navigator.onLine` is false in pages and in the worker, and nothing
 * leaves. It is said to the browser over Playwright's own BiDi session, the only one that Firefox allows (Marionette
 * beside it is refused), for which Playwright 1.64 has no public way.
 */
export async function takeFirefoxOffline(browser: Browser, isOffline: boolean): Promise<void> {
  const send = sessionOf(browser);
  const { contexts } = parseRecord(
    await send('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 }),
    'tree',
  );
  const [window]: readonly unknown[] = Array.isArray(contexts) ? contexts : [];
  const answer = await send('script.evaluate', {
    expression: `
      Services.io.offline = ${isOffline};
      // Connections to loopback are spared otherwise, and used again.
      if (Services.io.offline) Services.obs.notifyObservers(null, 'net:prune-all-connections');
      Services.io.offline`,
    target: { context: parseRecord(window, 'window').context },
    awaitPromise: false,
  });
  const result = parseRecord(parseRecord(answer, 'answer').result, 'result');
  if (result.value !== isOffline) throw new Error('Firefox did not do what it was told.');
}

function sessionOf(browser: Browser): Send {
  const connection: unknown = Reflect.get(browser, '_connection');
  const toImpl: unknown = Reflect.get(Object(connection), 'toImpl');
  if (typeof toImpl !== 'function') throw new Error('This Playwright does not run in this process.');
  const session: unknown = Reflect.get(Object(toImpl.call(connection, browser)), '_browserSession');
  const send: unknown = Reflect.get(Object(session), 'send');
  if (typeof send !== 'function') throw new Error('This Playwright keeps its BiDi session elsewhere.');
  return (method, parameters) => send.call(session, method, parameters);
}

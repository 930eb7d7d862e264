import type { Browser, BrowserContext } from '@playwright/test';
import { parseRecord } from '../../src/protocol/parse.ts';

type Send = (method: string, parameters: object) => Promise<unknown>;

/** The browser of a context, if it is Firefox. */
export function firefoxOf(context: BrowserContext): Browser | undefined {
  const browser = context.browser();
  return browser?.browserType().name() === 'firefox' ? browser : undefined;
}

/**
 * Runs script with the privileges of Firefox itself. It is sent over Playwright's own BiDi session, the only one that
 * Firefox allows (Marionette beside it is refused), for which Playwright 1.64 has no public way. Firefox has to be started
 * with `--remote-allow-system-access`.
 *
 * @param expression a script; its value, or what its promise resolves with, is a primitive value
 */
export async function evaluateInFirefox(browser: Browser, expression: string): Promise<unknown> {
  const send = sessionOf(browser);
  const { contexts } = parseRecord(
    await send('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 }),
    'tree',
  );
  const [window]: readonly unknown[] = Array.isArray(contexts) ? contexts : [];
  const answer = parseRecord(
    await send('script.evaluate', {
      expression,
      target: { context: parseRecord(window, 'window').context },
      awaitPromise: true,
    }),
    'answer',
  );
  if (answer.type !== 'success') throw new Error(`In Firefox: ${JSON.stringify(answer.exceptionDetails)}`);
  return parseRecord(answer.result, 'result').value;
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

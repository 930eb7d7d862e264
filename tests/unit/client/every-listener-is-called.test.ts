import { afterEach, expect, test, vi } from 'vitest';
import { createKeyring, type Keyring } from '../../../src/client/keyring.ts';
import { onRefusedResponse, reportResponse } from '../../../src/client/refused-responses.ts';
import { KeyringPage } from '../support/keyring-page.ts';

afterEach(() => {
  keyring?.dispose();
  vi.unstubAllGlobals();
});

let keyring: Keyring | undefined;

/** A page with a keyring. @returns sends the page an event, as the worker does; and what was reported */
function openPage() {
  const page = new KeyringPage();
  const opened = createKeyring();
  keyring = opened;
  return { keyring: opened, send: () => page.tell(), reported: page.reported };
}

test('field report 10: a listener that throws does not keep the next one from being called, and its error is reported', () => {
  const { keyring, send, reported } = openPage();
  const failure = new Error('The first listener failed.');
  const called: string[] = [];
  keyring.onEvent(() => {
    throw failure;
  });
  keyring.onEvent(({ type }) => void called.push(type));
  send();
  send();
  expect(called).toEqual(['sessions-changed', 'sessions-changed']);
  expect(reported).toEqual([failure, failure]);
});

test('field report 10: a listener that ends another one while it is called does not disturb the rest', () => {
  const { keyring, send } = openPage();
  const called: string[] = [];
  const stop = keyring.onEvent(() => {
    called.push('first');
    stop();
  });
  keyring.onEvent(() => void called.push('second'));
  send();
  send();
  expect(called).toEqual(['first', 'second', 'second']);
});

test('field report 10: the same holds for the listeners of refused responses', () => {
  const { reported } = openPage();
  let calls = 0;
  const stops = [
    onRefusedResponse(() => {
      throw new Error('The first listener failed.');
    }),
    onRefusedResponse(() => {
      calls += 1;
    }),
  ];
  const response = new Response(null, { status: 401 });
  expect(reportResponse(response)).toBe(response);
  expect(reportResponse(new Response(null, { status: 503 })).status).toBe(503);
  for (const stop of stops) stop();
  reportResponse(response);
  expect(calls).toBe(1);
  expect(reported).toHaveLength(1);
});

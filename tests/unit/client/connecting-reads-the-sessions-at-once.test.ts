import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectKeyring } from '../../../src/client/connect-keyring.ts';
import { MapStorage } from '../support/map-storage.ts';

/** A worker that responds when the test says. */
class Worker {
  readonly scriptURL = 'https://app.test/sw.js';
  readonly state = 'activated';
  readonly asked: string[] = [];
  readonly #ports: { readonly type: string; readonly port: MessagePort }[] = [];

  postMessage({ type }: { readonly type: string }, [port]: readonly [MessagePort]): void {
    this.asked.push(type);
    this.#ports.push({ type, port });
  }

  respond(type: string, answer: object): void {
    for (const asked of this.#ports) if (asked.type === type) asked.port.postMessage({ keyring: 1, answer });
  }
}

const SNAPSHOT = { sessions: [], unnamed: 0, storage: 'durable' };

let container: EventTarget & { controller: Worker };
let first: Worker;

beforeEach(() => {
  first = new Worker();
  const registration = Object.assign(new EventTarget(), { active: first, waiting: null, installing: null });
  container = Object.assign(new EventTarget(), {
    controller: first,
    register: async () => registration,
    getRegistration: async () => registration,
    startMessages() {},
  });
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('location', new URL('https://app.test/acme/'));
  vi.stubGlobal('localStorage', new MapStorage());
  vi.stubGlobal('sessionStorage', new MapStorage());
  vi.stubGlobal('navigator', { serviceWorker: container });
});
afterEach(() => vi.unstubAllGlobals());

test('a controlled page asks for its sessions before the worker has said that it is the keyring’s', async () => {
  const connecting = connectKeyring();
  await vi.waitFor(() => expect(first.asked).toEqual(['list-sessions', 'claim']));
  first.respond('claim', { vault: 'sealed' });
  first.respond('list-sessions', SNAPSHOT);
  const keyring = await connecting;
  expect(keyring.getSnapshot()).toMatchObject({ confirmation: 'confirmed', isUpdateAvailable: false });
  keyring.dispose();
});

test('sessions that the worker does not send, because it ended, are read again from the next one', async () => {
  const connecting = connectKeyring();
  await vi.waitFor(() => expect(first.asked).toEqual(['list-sessions', 'claim']));
  first.respond('claim', { vault: 'sealed' });
  const readings = () => first.asked.filter((type) => type === 'list-sessions');
  await vi.waitFor(() => expect(readings()).toHaveLength(2), { timeout: 5_000 });
  first.respond('list-sessions', SNAPSHOT);
  const keyring = await connecting;
  expect(keyring.getSnapshot()).toMatchObject({ confirmation: 'confirmed' });
  keyring.dispose();
});

test('a worker that replaces an earlier one of the app while a page connects is no update of that page', async () => {
  const connecting = connectKeyring();
  await vi.waitFor(() => expect(first.asked).toEqual(['list-sessions', 'claim']));
  const second = new Worker();
  container.controller = second;
  container.dispatchEvent(new Event('controllerchange'));
  await vi.waitFor(() => expect(second.asked).toContain('claim'));
  second.respond('claim', { vault: 'sealed' });
  // It has begun again: the reading that the first connection sent to the new worker is left alone.
  await vi.waitFor(() => expect(second.asked).toEqual(['list-sessions', 'claim', 'list-sessions', 'claim']));
  second.respond('claim', { vault: 'sealed' });
  second.respond('list-sessions', SNAPSHOT);
  const keyring = await connecting;
  expect(keyring.getSnapshot()).toMatchObject({ confirmation: 'confirmed', isUpdateAvailable: false });
  keyring.dispose();
});

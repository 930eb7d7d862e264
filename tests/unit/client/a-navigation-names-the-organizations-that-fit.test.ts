import { afterEach, expect, test, vi } from 'vitest';
import { Keyring } from '../../../src/client/keyring.ts';
import type { RequestEnvelope } from '../../../src/protocol/envelopes.ts';
import { parseRequest } from '../../../src/protocol/envelopes.ts';

afterEach(() => vi.unstubAllGlobals());

/** A page whose worker notes what it is asked, and answers with an authorization URL. */
function openPage(): { asked: RequestEnvelope[]; left: string[] } {
  const page = { asked: [] as RequestEnvelope[], left: [] as string[] };
  const controller = {
    postMessage(message: unknown, [port]: [MessagePort]) {
      page.asked.push(parseRequest(message));
      port.postMessage({ keyring: 1, answer: { authorizationUrl: 'https://authkit.test/' } });
    },
  };
  const quiet = { addEventListener() {}, startMessages() {} };
  vi.stubGlobal('navigator', { onLine: true, serviceWorker: { ...quiet, controller } });
  vi.stubGlobal('document', { ...quiet, visibilityState: 'hidden' });
  vi.stubGlobal('location', { replace: (url: string) => void page.left.push(url) });
  vi.stubGlobal('sessionStorage', { getItem: () => 'tab' });
  return page;
}

test('a person with 150 organizations signs in to the first five at one click', async () => {
  const { asked, left } = openPage();
  const keyring = new Keyring();
  const others = Array.from({ length: 149 }, (_, index) => `organization-with-a-long-name-${index}`);
  await keyring.signInToAll(['acme', ...others]);

  expect(left).toEqual(['https://authkit.test/']);
  expect(asked.map(({ ask }) => ask)).toMatchObject([
    { organizationSlug: 'acme', following: others.slice(0, 4) },
  ]);
});

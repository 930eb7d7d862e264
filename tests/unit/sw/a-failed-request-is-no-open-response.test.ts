import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sendToApi } from '../../../sw/fetch/send-to-api.ts';
import { ACME } from '../support/people.ts';

const REQUEST = new Request('https://app.test/api/me');
const API = { origin: 'https://app.test', pathPrefix: '/api' };
let open: string[];
let ends: (AbortSignal | undefined)[];
let respond: () => Promise<Response>;
beforeEach(() => {
  open = [];
  ends = [];
  respond = async () => new Response('body');
  vi.stubGlobal('location', { origin: 'https://app.test' });
  vi.stubGlobal('fetch', () => respond());
});
afterEach(() => vi.unstubAllGlobals());

const send = (left?: AbortSignal) =>
  sendToApi({ request: REQUEST, api: API, clientId: 'page', organization: ACME, left }, 'token', {
    readClaims: () => ({ organizationId: ACME.id, subject: 'user_ada' }),
    streams: { endOf: () => undefined },
    openResponses: {
      add: (url, { end }) => {
        open.push(url);
        ends.push(end);
        return () => {
          open = open.filter((one) => one !== url);
        };
      },
    },
  });

test('a response is open from the request on, with the signal that ends it', async () => {
  const left = new AbortController();
  await send(left.signal);
  expect(open).toEqual([REQUEST.url]);
  expect(ends.map((end) => end?.aborted)).toEqual([false]);
  left.abort();
  expect(ends.map((end) => end?.aborted)).toEqual([true]);
});

test('a request that fails is not open', async () => {
  respond = () => Promise.reject(new TypeError('The network failed.'));
  await send();
  expect(open).toEqual([]);
});

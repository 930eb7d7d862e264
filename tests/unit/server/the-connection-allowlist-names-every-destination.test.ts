import { describe, expect, test } from 'vitest';
import type { PolicyOptions } from '../../../server/policy-options.ts';
import { createHandler, ORIGIN, WORKER_LOAD } from './host.ts';

const ENFORCED = 'Connection-Allowlist';
const REPORTED = 'Connection-Allowlist-Report-Only';
const STRICT = `(response-origin "https://api.workos.com/*" "${ORIGIN}/*");redirects=allow`;
/** Pages also open WebSockets. The worker cannot see them. */
const STRICT_PAGE = STRICT.replace(')', ` "${ORIGIN.replace('https', 'wss')}/*")`);

async function headersOf(policy: PolicyOptions): Promise<{ page: Headers; worker: Headers }> {
  const host = createHandler({ policy });
  const script = await host.handle(new Request(`${ORIGIN}/sw.js`, { headers: WORKER_LOAD }));
  return {
    page: host.addDocumentHeaders(new Response('page')).headers,
    worker: script?.headers ?? new Headers(),
  };
}

test('R51: pages and worker may connect to the app, its APIs and AuthKit alone', async () => {
  const { page, worker } = await headersOf({});
  expect(page.get(ENFORCED)).toBe(STRICT_PAGE);
  expect(worker.get(ENFORCED)).toBe(STRICT);
  expect(page.get(REPORTED)).toBeNull();
  expect(page.get('Reporting-Endpoints')).toBeNull();
});

describe('R51: an option adds its origins to the lists that need them', () => {
  test.each<[PolicyOptions, readonly string[], readonly string[]]>([
    [{ page: { imageSources: ['blob:', 'https://img.test'] } }, ['https://img.test'], []],
    [{ page: { fontSources: ['data:', 'https://font.test'] } }, ['https://font.test'], []],
    [{ page: { mediaSources: ['https://media.test'] } }, ['https://media.test'], []],
    [{ page: { frameSources: ['https://frame.test'] } }, ['https://frame.test'], []],
    [{ page: { connectSources: ['wss://live.test'] } }, ['wss://live.test'], []],
    [{ exits: { links: ['https://docs.test', 'https://docs.test'] } }, ['https://docs.test'], []],
    [{ worker: { connectSources: ['https://cdn.test'] } }, [], ['https://cdn.test']],
    [{ worker: { importScriptsOrigins: ['https://push.test'] } }, [], ['https://push.test']],
  ])('%o', async (policy, ofPage, ofWorker) => {
    const { page, worker } = await headersOf(policy);
    const withOrigins = (list: string, origins: readonly string[]) =>
      list.replace(
        ')',
        origins
          .map((origin) => ` "${origin}/*"`)
          .join('')
          .concat(')'),
      );
    expect(page.get(ENFORCED)).toBe(withOrigins(STRICT_PAGE, ofPage));
    expect(worker.get(ENFORCED)).toBe(withOrigins(STRICT, ofWorker));
  });
});

test('the report-only mode blocks nothing and names where the reports go', async () => {
  const reportUri = 'https://reports.test/exits?app=a\\b';
  const { page, worker } = await headersOf({ exits: { mode: 'report', reportUri } });
  for (const [headers, list] of [
    [page, STRICT_PAGE],
    [worker, STRICT],
  ] as const) {
    expect(headers.get(ENFORCED)).toBeNull();
    expect(headers.get(REPORTED)).toBe(`${list};report-to=keyring-exits`);
    // RFC 9651: a backslash in a string would be an escape.
    expect(headers.get('Reporting-Endpoints')).toBe('keyring-exits="https://reports.test/exits?app=a%5Cb"');
  }
});

test('off sends no header, and WebRTC is allowed by name', async () => {
  expect((await headersOf({ exits: { mode: 'off' } })).page.get(ENFORCED)).toBeNull();
  expect((await headersOf({ exits: { webRtc: true } })).page.get(ENFORCED)).toBe(
    `${STRICT_PAGE};webrtc=allow`,
  );
});

test('the page for a callback without a worker has the header too', async () => {
  const response = await createHandler().handle(new Request(`${ORIGIN}/auth/callback?code=x&state=y`));
  expect(response?.headers.get(ENFORCED)).toBe(STRICT_PAGE);
});

describe('a wrong setting is named', () => {
  test.each<[unknown, string]>([
    [{ mode: 'on' }, 'policy.exits.mode'],
    [{ links: ['https://docs.test/path'] }, 'policy.exits.links[0]'],
    [{ links: ['*'] }, 'policy.exits.links[0]'],
    [{ reportUri: 'http://reports.test/' }, 'policy.exits.reportUri'],
  ])('%o', (exits, setting) => {
    expect(() => createHandler({ policy: { exits } as PolicyOptions })).toThrow(
      expect.objectContaining({ setting }),
    );
  });
});

import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { quietPath } from '../../support/kill-lab.ts';
import { type LargeFileServer, startLargeFileServer } from '../../support/large-files.ts';
import { ACME } from '../../support/organizations.ts';
import { reportMemory } from '../../support/process-memory.ts';
import { requestsScript } from '../../support/requests.ts';
import { sendWithTickets } from '../../support/ticket-requests.ts';
import type { WebKitTabs } from '../support/webkit-tabs.ts';
import { test as base, expect } from '../support/webkit-test.ts';

/** Size of the upload and the download: `UPLOAD_MB=100 npm run test:engines:webkit -- requests-of-every-kind`. */
const MEGABYTES = Number(process.env.UPLOAD_MB ?? 16);
/** What the API saw of a body. */
interface Echo {
  readonly bodyLength: number;
  readonly bodySha256: string;
}

const BYTES = MEGABYTES * 1024 * 1024;

const test = base.extend<object, { server: LargeFileServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const server = await startLargeFileServer(MEGABYTES);
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

/** A document of the organization with the package's client and nothing else. */
async function openClient(tabs: WebKitTabs): Promise<void> {
  await tabs.goto(quietPath(ACME));
  await tabs.run(await requestsScript());
}

/** How many bytes there are in a folder of downloads, also of those that are not complete. */
async function sizeOf(folder: string): Promise<number> {
  let sum = 0;
  // The browser may rename a file meanwhile.
  for (const name of await readdir(folder))
    sum += await stat(join(folder, name)).then(
      ({ size }) => size,
      () => 0,
    );
  return sum;
}

const eventsOf = (tabs: WebKitTabs): Promise<string[]> => tabs.evaluate(() => window.events);

test('a socket and an event source are open in two windows, and the sign-out closes them with a reason', async ({
  tabs,
}) => {
  await tabs.signIn(ACME);
  const follow = async (): Promise<void> => {
    await openClient(tabs);
    await tabs.evaluate(() => {
      window.events = [];
      const record = (event: string): void => void window.events.push(event);
      const socket = window.keyring.orgSocket('acme', '/api/presence');
      socket.onopen = () => record(`socket open ${socket.protocol}`);
      socket.onmessage = ({ data }) => {
        const { users }: { users: { name: string }[] } = JSON.parse(data);
        record(`present ${users.map(({ name }) => name).join()}`);
      };
      socket.onclose = ({ code, reason }) => record(`socket closed ${code} ${reason}`);
      const source = window.keyring.orgEventSource('acme', '/api/notes/stream');
      source.onopen = () => record('source open');
      source.addEventListener('note', ({ data }) => record(`note ${JSON.parse(data).text}`));
      source.onerror = () => record(`source error ${source.readyState} ${source.sessionEnd}`);
    });
    await expect
      .poll(() => eventsOf(tabs))
      .toEqual(expect.arrayContaining(['socket open keyring', 'present Ada Lovelace', 'source open']));
  };
  await follow();
  const first = await tabs.current();
  const second = await tabs.open('window');
  await follow();
  const added = await tabs.evaluate(async () => {
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ text: 'heard' });
    return (await window.keyring.orgFetch('acme', '/api/notes', { method: 'POST', headers, body })).status;
  });
  expect(added).toBe(201);
  for (const window of [first, second]) {
    await tabs.use(window);
    await expect.poll(() => eventsOf(tabs)).toContain('note heard');
  }
  await tabs.open('window');
  await tabs.goto('/sessions');
  await tabs.button('Sign out of Acme');
  for (const window of [first, second]) {
    await tabs.use(window);
    await expect
      .poll(() => eventsOf(tabs))
      .toEqual(expect.arrayContaining(['socket closed 4401 signed_out', 'source error 2 signed_out']));
    expect((await eventsOf(tabs)).filter((event) => event === 'note heard')).toHaveLength(1);
  }
});

test('uploads and a download arrive whole, with progress; a response that is cut off is an error', async ({
  tabs,
  server,
  webkit,
}) => {
  test.setTimeout(120_000 + MEGABYTES * 10_000);
  await tabs.signIn(ACME);
  await openClient(tabs);
  await tabs.evaluate((bytes) => {
    Object.assign(window, { body: new Blob([new Uint8Array(bytes).fill(7)]) });
  }, BYTES);
  const withProgress = (): Promise<{ echo: Echo; progress: number[] }> =>
    tabs.evaluate(async () => {
      const progress: number[] = [];
      const { body } = window as unknown as { body: Blob };
      const response = await window.keyring.upload('acme', '/api/echo/sum', body, {
        onProgress: ({ loaded }) => progress.push(loaded),
      });
      return { echo: await response.json(), progress };
    });
  const withoutProgress = (): Promise<Echo> =>
    tabs.evaluate(async () => {
      const { body } = window as unknown as { body: Blob };
      return (await window.keyring.upload('acme', '/api/echo/sum', body, { method: 'PUT' })).json();
    });
  const { echo: shown, progress } = await reportMemory('upload with progress', MEGABYTES, withProgress);
  const quiet = await reportMemory('upload through the worker', MEGABYTES, withoutProgress);
  for (const echo of [shown, quiet])
    expect(echo).toMatchObject({ bodyLength: BYTES, bodySha256: server.fileSha256 });
  expect(progress.length).toBeGreaterThanOrEqual(1);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(progress.at(-1)).toBe(BYTES);

  const address = await tabs.url();
  const file = join(webkit.downloads, 'file.bin');
  const sizes: number[] = [];
  await reportMemory('download', MEGABYTES, async () => {
    await tabs.evaluate(() => window.keyring.download('acme', '/api/echo/file', { fileName: 'file.bin' }));
    const size = async (): Promise<number> => {
      sizes.push(await sizeOf(webkit.downloads));
      return sizes.at(-1) ?? 0;
    };
    await expect.poll(size, { intervals: [50], timeout: 60_000 }).toBe(BYTES);
  });
  expect(new Set(sizes).size).toBeGreaterThanOrEqual(MEGABYTES >= 100 ? 3 : 1);
  expect(
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  ).toBe(server.fileSha256);
  expect(server.downloads.begun).toBe(1);
  expect(await tabs.url()).toBe(address);
  const missing = await tabs.evaluate(() =>
    window.keyring
      .download('acme', '/api/no-such-file')
      .catch((error: { code?: string }) => error.code ?? String(error)),
  );
  expect(missing).toBe('request_refused');

  const outcomes = await tabs.evaluate(() =>
    Promise.all(
      ['/api/echo/cut', '/api/echo/cut?length=1000'].map(async (url) => {
        try {
          return `complete: ${await (await window.keyring.orgFetch('acme', url)).text()}`;
        } catch {
          return 'error';
        }
      }),
    ),
  );
  expect(outcomes).toEqual(['error', 'error']);
});

test('an aborted request, a left page and a closed window stop the work of the server', async ({
  tabs,
  server: { endless },
}) => {
  await tabs.signIn(ACME);
  await openClient(tabs);
  const before = endless.ended;
  const aborted = await tabs.evaluate(async () => {
    const abort = new AbortController();
    const { signal } = abort;
    const response = await window.keyring.orgFetch('acme', '/api/echo/endless', { signal });
    const reader = response.body?.getReader();
    await reader?.read();
    abort.abort();
    return reader?.read().then(
      () => 'read',
      (error: Error) => error.name,
    );
  });
  expect(aborted).toBe('AbortError');
  await expect.poll(() => endless.ended - before).toBe(1);

  const begin = (): Promise<void> =>
    tabs.evaluate(async () => {
      const response = await window.keyring.orgFetch('acme', '/api/echo/endless');
      await response.body?.getReader().read();
    });
  await begin();
  await tabs.goto('/acme/left.txt');
  await expect.poll(() => endless.ended - before).toBe(2);

  const first = await tabs.current();
  const second = await tabs.open('window');
  await openClient(tabs);
  await begin();
  await tabs.use(first);
  await tabs.closeOthers();
  expect(await tabs.others()).not.toContain(second);
  await expect.poll(() => endless.ended - before).toBe(3);
});

test('a ticket is the credential of a synchronous request and of a keepalive request', async ({ tabs }) => {
  await tabs.signIn(ACME);
  await openClient(tabs);
  expect(await tabs.evaluate(sendWithTickets)).toEqual({
    synchronous: { plain: '401', withTicket: ACME.slug, again: '401' },
    keepalive: { plain: ACME.slug, withTicket: ACME.slug },
  });
});

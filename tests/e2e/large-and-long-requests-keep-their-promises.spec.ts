import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { leaveAuthKit, signIn } from '../support/app.ts';
import { type LargeFileServer, startLargeFileServer } from '../support/large-files.ts';
import { noteTexts } from '../support/notes.ts';
import { ACME, ADA, GRACE } from '../support/organizations.ts';
import { reportMemory } from '../support/process-memory.ts';
import { openRequestsPage } from '../support/requests.ts';
import { test as base, expect } from '../support/test.ts';
import { askAgain } from '../support/worker-messages.ts';

/** Megabytes of an upload and of a download: `UPLOAD_MB=100 npx playwright test large-and-long`. */
const MEGABYTES = Number(process.env.UPLOAD_MB ?? 16);

/** The built app with a large file, an endless response and responses that are cut off. */
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

test('an aborted request, a left page and a closed tab stop the work of the server', async ({
  page,
  context,
  server: { endless },
}) => {
  await signIn(page, ACME);
  await openRequestsPage(page, ACME);
  const before = { ...endless };
  const aborted = await page.evaluate(async () => {
    const abort = new AbortController();
    const { signal } = abort;
    const readers = await Promise.all(
      ['GET', 'POST'].map(async (method) => {
        const response = await window.keyring.orgFetch('acme', '/api/echo/endless', { method, signal });
        const reader = response.body?.getReader();
        await reader?.read();
        return reader;
      }),
    );
    abort.abort();
    return Promise.all(readers.map((reader) => reader?.read().catch((error: Error) => error.name)));
  });
  expect(aborted).toEqual(['AbortError', 'AbortError']);
  await expect.poll(() => endless.ended - before.ended).toBe(2);

  const open = (tab: typeof page) =>
    tab.evaluate(async () => {
      const response = await window.keyring.orgFetch('acme', '/api/echo/endless');
      await response.body?.getReader().read();
    });
  await open(page);
  await page.goto('/acme/left.txt');
  await expect.poll(() => endless.ended - before.ended).toBe(3);
  const tab = await context.newPage();
  await openRequestsPage(tab, ACME);
  await open(tab);
  await tab.close();
  await expect.poll(() => endless.ended - before.ended).toBe(4);
  expect(endless.started - before.started).toBe(4);
});

test('a response that the server cuts off is an error, never a complete response', async ({ page }) => {
  await signIn(page, ACME);
  await openRequestsPage(page, ACME);
  const outcomes = await page.evaluate(() =>
    Promise.all(
      ['/api/echo/cut', '/api/echo/cut?length=1000'].map((url) =>
        window.keyring.orgFetch('acme', url).then(
          (response) =>
            response.text().then(
              (text) => `complete: ${text}`,
              () => 'error',
            ),
          () => 'error',
        ),
      ),
    ),
  );
  expect(outcomes).toEqual(['error', 'error']);
});

test(`an upload of ${MEGABYTES} MB arrives whole, with progress and without it`, { tag: '@long' }, async ({
  page,
  server,
}) => {
  test.setTimeout(120_000);
  await signIn(page, ACME);
  await openRequestsPage(page, ACME);
  await page.evaluate((megabytes) => {
    Object.assign(window, { body: new Blob([new Uint8Array(megabytes * 1024 * 1024).fill(7)]) });
  }, MEGABYTES);
  const withProgress = async () =>
    page.evaluate(async () => {
      const progress: number[] = [];
      const { body } = window as unknown as { body: Blob };
      const response = await window.keyring.upload('acme', '/api/echo/sum', body, {
        onProgress: ({ loaded }) => progress.push(loaded),
      });
      return { result: await response.json(), progress };
    });
  const withoutProgress = async () =>
    page.evaluate(async () => {
      const { body } = window as unknown as { body: Blob };
      return (await window.keyring.upload('acme', '/api/echo/sum', body, { method: 'PUT' })).json();
    });
  const { result: shown, progress } = await reportMemory('upload with progress', MEGABYTES, withProgress);
  const quiet = await reportMemory('upload through the worker', MEGABYTES, withoutProgress);
  for (const result of [shown, quiet])
    expect(result).toMatchObject({ bodyLength: MEGABYTES * 1024 * 1024, bodySha256: server.fileSha256 });
  // Browsers report at most 20 times a second, and nothing for what a worker sends.
  expect(progress.length).toBeGreaterThanOrEqual(MEGABYTES >= 100 ? 3 : 1);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(progress.at(-1)).toBe(MEGABYTES * 1024 * 1024);
});

test('a large body whose token the API rejects is refused with a type, and upload repeats it', async ({
  page,
  server: { rejections },
}) => {
  await signIn(page, ACME);
  await openRequestsPage(page, ACME);
  rejections.left = 1;
  const large = await page.evaluate(async () => {
    const body = new Blob([new Uint8Array(400 * 1024)]);
    const response = await window.keyring.orgFetch('acme', '/api/echo', { method: 'POST', body });
    return { status: response.status, code: (await response.json()).code };
  });
  expect(large).toEqual({ status: 503, code: 'body_not_repeated' });
  rejections.left = 1;
  const repeated = await page.evaluate(async () => {
    const body = new Blob([new Uint8Array(400 * 1024)]);
    return (await window.keyring.upload('acme', '/api/echo', body)).status;
  });
  expect([repeated, rejections.done]).toEqual([200, 2]);
});

for (const hasProgress of [false, true])
  test(`an upload of one user is not repeated for the next${hasProgress ? ', with progress' : ''}`, {
    tag: '@long',
  }, async ({ page, context, server: { rejections } }) => {
    await signIn(page, ACME, ADA.email);
    await openRequestsPage(page, ACME);
    let release = (): void => {};
    rejections.held = new Promise<void>((resolve) => {
      release = resolve;
    });
    rejections.left = 1;
    const before = rejections.done;
    const uploading = page.evaluate(
      async ([withProgress, owner]) => {
        const body = new Blob([new Uint8Array(400 * 1024)]);
        // Without it the worker knows the user of the first attempt.
        const options = withProgress ? { owner, onProgress: () => {} } : {};
        try {
          const response = await window.keyring.upload('acme', '/api/echo', body, options);
          return response.ok ? 'repeated' : (await response.json()).reason;
        } catch (error) {
          return (error as { reason: string }).reason;
        }
      },
      [hasProgress, { organizationId: ACME.id, userId: ADA.id }] as const,
    );
    await expect.poll(() => rejections.done).toBe(before + 1);
    const other = await context.newPage();
    await openRequestsPage(other, ACME);
    await askAgain(other, 'sign-out', { organizationIds: 'all' });
    await leaveAuthKit(context);
    await signIn(other, ACME, GRACE.email);
    release();
    expect(await uploading).toBe('wrong_user');
  });

test(`a download of ${MEGABYTES} MB is the browser's own, and needs no token`, async ({ page, server }) => {
  test.setTimeout(120_000);
  await signIn(page, ACME);
  await openRequestsPage(page, ACME);
  const url = page.url();
  const downloaded = await reportMemory('download', MEGABYTES, async () => {
    const started = page.waitForEvent('download');
    await page.evaluate(() =>
      window.keyring.download('acme', '/api/echo/file', { fileName: 'Überblick "1".bin' }),
    );
    const file = await started;
    await file.path();
    return file;
  });
  expect(downloaded.suggestedFilename()).toContain('berblick');
  expect(downloaded.url()).not.toContain('?');
  const bytes = await readFile(await downloaded.path());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(server.fileSha256);
  const again = page.waitForEvent('download');
  await page.evaluate(() => window.keyring.download('acme', '/api/notes', { fileName: 'notes.json' }));
  const notes: { text: string }[] = JSON.parse(await readFile(await (await again).path(), 'utf8'));
  expect(notes.map(({ text }) => text)).toEqual(await noteTexts(page, ACME));
  expect(page.url()).toBe(url);

  const missing = await page.evaluate(() =>
    window.keyring
      .download('acme', '/api/no-such-file')
      .catch((error: { code?: string }) => error.code ?? String(error)),
  );
  expect(missing).toBe('request_refused');
});

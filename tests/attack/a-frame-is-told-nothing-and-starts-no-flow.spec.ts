import type { Frame, Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { expect, HOSTILE_DOCUMENT, test } from '../support/hostile-test.ts';
import { ACME } from '../support/organizations.ts';

const QUESTIONS = [
  { type: 'claim', ask: {} },
  { type: 'list-sessions', ask: {} },
  { type: 'list-organizations', ask: {} },
  { type: 'inspect', ask: {} },
  { type: 'open-organization', ask: { organizationSlug: 'acme' } },
  {
    type: 'start-authorization',
    ask: {
      organizationSlug: 'globex',
      returnTo: '/globex/',
      trigger: 'requested',
      tab: 'evil',
      prompt: null,
    },
  },
  { type: 'sign-out', ask: { organizationIds: 'all' } },
];

/** Asks the worker everything from a document of the origin. @returns what was answered, and heard unasked */
function askFrom(where: Page | Frame, questions: readonly object[]): Promise<readonly string[]> {
  return where.evaluate(async (all) => {
    const heard: string[] = [];
    navigator.serviceWorker.addEventListener('message', ({ data }) => heard.push(JSON.stringify(data)));
    navigator.serviceWorker.startMessages();
    const worker = (await navigator.serviceWorker.getRegistration())?.active;
    for (const question of all) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => heard.push(JSON.stringify(data));
      worker?.postMessage({ keyring: 1, ...question }, [port2]);
      // Without a port as well.
      worker?.postMessage({ keyring: 1, ...question });
    }
    // The worker has read all of it when it answers a request that was sent after.
    await fetch('/auth/error');
    return heard;
  }, questions);
}

test('R22, R40: messages of frames of every kind are not answered, and begin and end nothing', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  const before = await authKit.log();
  await page.goto(HOSTILE_DOCUMENT);
  const kinds = ['iframe', 'credentialless', 'object', 'embed', 'blank', 'srcdoc'];
  await page.evaluate(
    ([path, all]) =>
      Promise.all(
        all.map((kind) => {
          const tag = kind === 'object' || kind === 'embed' ? kind : 'iframe';
          const element = document.createElement(tag);
          if (kind === 'credentialless') element.setAttribute('credentialless', '');
          if (kind === 'srcdoc') element.setAttribute('srcdoc', '<h1>srcdoc</h1>');
          else if (kind !== 'blank') element.setAttribute(tag === 'object' ? 'data' : 'src', path);
          return new Promise((resolve) => {
            element.addEventListener('load', resolve);
            document.body.append(element);
          });
        }),
      ),
    [HOSTILE_DOCUMENT, kinds] as const,
  );
  const frames = page.frames().filter((frame) => frame !== page.mainFrame());
  expect(frames).toHaveLength(kinds.length);

  for (const frame of frames) {
    const heard = await askFrom(frame, QUESTIONS).catch((error: unknown) => [`refused: ${String(error)}`]);
    // In a credentialless frame there is no registration to ask.
    expect(
      heard.filter((text) => !text.includes('refused:')),
      frame.url(),
    ).toEqual([]);
  }

  // The same, asked from a window, is answered: the sign-out is left out.
  const popup = page.waitForEvent('popup');
  await page.evaluate((path) => void open(path), HOSTILE_DOCUMENT);
  for (const window of [page, await popup]) {
    const heard = await askFrom(window, QUESTIONS.slice(0, 2));
    await expect
      .poll(async () => [...heard, ...(await askFrom(window, QUESTIONS.slice(0, 2)))].join())
      .toContain('"status":"active"');
  }
  expect(await authKit.log(), 'nothing was begun, and nobody was signed out').toEqual(before);
});

test('R41: an answer is heard by the page that asked, and no authorization URL by any other', async ({
  page,
  context,
}) => {
  await signIn(page, ACME);
  const bystander = await context.newPage();
  await bystander.goto(HOSTILE_DOCUMENT);
  await bystander.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    navigator.serviceWorker.addEventListener('message', ({ data }) => heard.push(JSON.stringify(data)));
    navigator.serviceWorker.startMessages();
  });

  const own = await page.evaluate(async () => {
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise<string>((resolve) => {
      port1.onmessage = ({ data }) => resolve(JSON.stringify(data));
    });
    const ask = { organizationSlug: 'globex', returnTo: '/', trigger: 'requested', tab: 'own', prompt: null };
    navigator.serviceWorker.controller?.postMessage({ keyring: 1, type: 'start-authorization', ask }, [
      port2,
    ]);
    return answer;
  });

  expect(own).toContain('authorizationUrl');
  const heard = (): Promise<string> =>
    bystander.evaluate(() => (globalThis as unknown as { heard: string[] }).heard.join('\n'));
  await expect.poll(heard).toContain('sessions-changed');
  expect(await heard()).not.toMatch(/authorizationUrl|state=|code_challenge/);
});

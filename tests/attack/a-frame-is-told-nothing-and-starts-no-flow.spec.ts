import { signIn } from '../support/app.ts';
import { listenToTheWorker, whatWasHeard } from '../support/bystander.ts';
import { askFrom, embedEachKind, KINDS, QUESTIONS, startFlow } from '../support/frame-questions.ts';
import { expect, HOSTILE_DOCUMENT, test } from '../support/hostile-test.ts';
import { ACME } from '../support/organizations.ts';

test('R22, R40: messages of frames of every kind are not answered, and begin and end nothing', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  const before = await authKit.log();
  await page.goto(HOSTILE_DOCUMENT);
  await page.evaluate(embedEachKind, [HOSTILE_DOCUMENT, KINDS] as const);
  const frames = page.frames().filter((frame) => frame !== page.mainFrame());
  expect(frames).toHaveLength(KINDS.length);

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
  await bystander.evaluate(listenToTheWorker);

  const own = await page.evaluate(startFlow);

  expect(own).toContain('authorizationUrl');
  const heard = (): Promise<string> => bystander.evaluate(whatWasHeard);
  await expect.poll(heard).toContain('sessions-changed');
  expect(await heard()).not.toMatch(/authorizationUrl|state=|code_challenge/);
});

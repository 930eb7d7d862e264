import { listenToTheWorker, whatWasHeard } from '../../../support/bystander.ts';
import { askFrom, embedEachKind, KINDS, QUESTIONS, startFlow } from '../../../support/frame-questions.ts';
import { ACME } from '../../../support/organizations.ts';
import { expect, HOSTILE_DOCUMENT, test } from '../../support/webkit-attack-test.ts';

test('R22, R40: messages of frames of every kind are not answered, and begin and end nothing', async ({
  tabs,
  authKit,
}) => {
  await tabs.signIn(ACME);
  const before = await authKit.log();
  await tabs.goto(HOSTILE_DOCUMENT);
  await tabs.evaluate(embedEachKind, [HOSTILE_DOCUMENT, KINDS] as const);

  const heard = await tabs.inEachFrame(() =>
    askFrom(tabs, QUESTIONS).catch((error: unknown) => [`refused: ${String(error)}`]),
  );
  expect(heard).toHaveLength(KINDS.length);
  // To a blank frame and to srcdoc WebKit gives no registration to ask.
  const refused = heard.flat().filter((text) => text.startsWith('refused: '));
  expect(refused.length).toBeLessThanOrEqual(2);
  expect(heard.flat().filter((text) => !refused.includes(text))).toEqual([]);

  // The same, asked from a window, is answered: the sign-out is left out.
  await tabs.evaluate((path) => void open(path), HOSTILE_DOCUMENT);
  await expect.poll(() => tabs.others()).toHaveLength(1);
  for (const window of [await tabs.current(), ...(await tabs.others())]) {
    await tabs.use(window);
    const answers = async (): Promise<string> => (await askFrom(tabs, QUESTIONS.slice(0, 2))).join();
    await expect.poll(answers).toContain('"status":"active"');
  }
  expect(await authKit.log(), 'nothing was begun, and nobody was signed out').toEqual(before);
});

test('R41: an answer is heard by the page that asked, and no authorization URL by any other', async ({
  tabs,
}) => {
  await tabs.signIn(ACME);
  const page = await tabs.current();
  const bystander = await tabs.open();
  await tabs.goto(HOSTILE_DOCUMENT);
  await tabs.evaluate(listenToTheWorker);

  await tabs.use(page);
  const own = await tabs.evaluate(startFlow);

  expect(own).toContain('authorizationUrl');
  await tabs.use(bystander);
  await expect.poll(() => tabs.evaluate(whatWasHeard)).toContain('sessions-changed');
  expect(await tabs.evaluate(whatWasHeard)).not.toMatch(/authorizationUrl|state=|code_challenge/);
});

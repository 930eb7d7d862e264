import { runFullCycle } from '../support/full-cycle.ts';
import { expect, test } from '../support/test.ts';

test('R1: no message to the page holds a token, a code or a verifier', async ({ page, authKit, secrets }) => {
  test.setTimeout(120_000);
  const messages: string[] = [];
  await page.exposeFunction('recordMessage', (text: string) => messages.push(text));
  await page.addInitScript(() => {
    const record = (data: unknown): void => {
      (globalThis as unknown as { recordMessage(text: string): void }).recordMessage(
        JSON.stringify(data, (_key, value: unknown) =>
          ArrayBuffer.isView(value) || value instanceof ArrayBuffer
            ? [...new Uint8Array(ArrayBuffer.isView(value) ? value.buffer : value)]
                .map((byte) => String.fromCharCode(byte))
                .join('')
            : value,
        ),
      );
    };
    navigator.serviceWorker?.addEventListener('message', (event) => record(event.data));
    addEventListener('message', (event) => record(event.data));
    globalThis.MessageChannel = class extends MessageChannel {
      constructor() {
        super();
        this.port1.addEventListener('message', (event) => record(event.data));
      }
    };
    globalThis.BroadcastChannel = class extends BroadcastChannel {
      constructor(name: string) {
        super(name);
        this.addEventListener('message', (event) => record(event.data));
      }
    };
  });

  await runFullCycle(page, authKit);

  expect((await secrets.values()).size).toBeGreaterThan(10);
  expect(messages.filter((text) => text.includes('"answer"')).length).toBeGreaterThan(10);
  expect(messages.some((text) => text.includes('sessions-changed'))).toBe(true);
  expect(
    await secrets.find(messages.join('\n').replaceAll(AUTHORIZATION_PARAMETERS, '$1[hidden]')),
  ).toBeUndefined();
});

/** The authorization URL, which the page must know to leave: `state` and the challenge are no secrets in it. */
const AUTHORIZATION_PARAMETERS = /([?&](?:state|code_challenge)=)[\w-]+/g;

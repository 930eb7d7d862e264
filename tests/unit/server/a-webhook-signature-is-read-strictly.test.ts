import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { createWebhookReceiver } from '../../../server/webhooks/webhook-receiver.ts';
import { isSigned, WEBHOOK_TOLERANCE } from '../../../server/webhooks/webhook-signature.ts';

const SECRET = 'whsec_of_the_tests_0123456789';
const NOW = 1_790_000_000_000;
const hmac = (text: string): string => createHmac('sha256', SECRET).update(text).digest('hex');
const BODY = '{"id":"event_1"}';
const V1 = hmac(`${NOW}.${BODY}`);

const verified = (header: string | null, now = NOW) => isSigned(BODY, header, { secrets: [SECRET], now });

test('the header has a time and one signature, with or without a space between them', async () => {
  expect(await verified(`t=${NOW}, v1=${V1}`)).toBe(true);
  expect(await verified(`t=${NOW},v1=${V1}`)).toBe(true);
});

test.each([
  ['nothing', null],
  ['no time', `v1=${V1}`],
  ['an empty time, signed', `t=, v1=${hmac(`.${BODY}`)}`],
  ['something before it', `x=1, t=${NOW}, v1=${V1}`],
  ['something after it', `t=${NOW}, v1=${V1}, v1=${V1}`],
  ['capital letters', `t=${NOW}, v1=${V1.toUpperCase()}`],
  ['a short signature', `t=${NOW}, v1=${V1.slice(2)}`],
])('R49: refused is %s', async (_what, header) => {
  expect(await verified(header)).toBe(false);
});

test('R49: a time is valid for three minutes in both directions', async () => {
  const header = `t=${NOW}, v1=${V1}`;
  for (const age of [WEBHOOK_TOLERANCE, -WEBHOOK_TOLERANCE]) {
    expect(await verified(header, NOW + age)).toBe(true);
    expect(await verified(header, NOW + age + Math.sign(age))).toBe(false);
  }
});

test('a body that the network cuts inside a character is verified as a whole', async () => {
  const body = '{"id":"event_1","event":"user.created","data":{"name":"Zoë"}}';
  const bytes = new TextEncoder().encode(body);
  const cut = bytes.indexOf(0xc3) + 1;
  const receive = createWebhookReceiver({ secrets: [SECRET], onHint: () => {}, now: () => NOW });
  const response = await receive(
    new Request('https://app.test/webhooks', {
      method: 'POST',
      headers: { 'WorkOS-Signature': `t=${NOW}, v1=${hmac(`${NOW}.${body}`)}` },
      body: new ReadableStream({
        start(controller) {
          controller.enqueue(bytes.slice(0, cut));
          controller.enqueue(bytes.slice(cut));
          controller.close();
        },
      }),
      duplex: 'half',
    } as RequestInit),
  );
  expect(response.status).toBe(200);
  expect(response.headers.get('Cache-Control')).toBe('no-store');
});

test('each secret of a rotation has to be one', () => {
  const onHint = (): void => {};
  expect(() => createWebhookReceiver({ secrets: [SECRET, 'short'], onHint })).toThrow(/16 characters/);
  expect(() => createWebhookReceiver({ secrets: ['x'.repeat(15)], onHint })).toThrow(/16 characters/);
  expect(createWebhookReceiver({ secrets: ['x'.repeat(16)], onHint })).toBeTypeOf('function');
});

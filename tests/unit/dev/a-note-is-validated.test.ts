import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApi, startApi } from './support.ts';

let running: RunningApi;
let before: number;
beforeAll(async () => {
  running = await startApi();
  before = (await running.notes.list('org_acme')).length;
});
afterAll(() => running.stop());

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({ status, code });
  expect(await running.notes.list('org_acme')).toHaveLength(before);
}

const send = (body: BodyInit, type: string): Promise<Response> =>
  running.call('/api/notes', { method: 'POST', headers: { 'Content-Type': type }, body });

test.each([[''], ['   \n\t'], [7], [null], [undefined], [['a']], [{}], ['x'.repeat(2001)]])(
  'text %j is 422',
  async (text) => {
    await expectProblem(await running.post(text), 422, 'note_invalid');
  },
);

test.each(['[]', '"text"', 'null', '7'])('a body of %s is 422', async (body) => {
  await expectProblem(await send(body, 'application/json'), 422, 'note_invalid');
});

test.each(['', '{', '{"text":"a"', 'text=a'])('a body of %j is 400', async (body) => {
  await expectProblem(await send(body, 'application/json'), 400, 'body_malformed');
});

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/jsonp',
  'application/problem+json',
])('%s is 415', async (type) => {
  await expectProblem(await send('{"text":"a"}', type), 415, 'media_type_unsupported');
});

test('a body that is much too large is 413', async () => {
  await expectProblem(await running.post('x'.repeat(20_000)), 413, 'body_too_large');
});

test('the longest text is taken, in its longest spelling, with a charset', async () => {
  const body = `{"text":"${'\\u00e9'.repeat(2000)}"}`;
  const response = await running.call(
    '/api/notes',
    { method: 'POST', headers: { 'Content-Type': 'Application/JSON; charset=utf-8' }, body },
    { org_id: 'org_globex' },
  );
  expect(response.status).toBe(201);
  expect((await response.json()).text).toBe('é'.repeat(2000));
});

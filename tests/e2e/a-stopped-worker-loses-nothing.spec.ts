import { signIn } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { WorkerStopper } from '../support/worker-control.ts';

const CALLS = 50;

test('the worker is stopped before each of 50 calls: all are authorized, without a token request', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  await signIn(page, ACME);
  const other = await context.newPage();
  await signIn(other, GLOBEX);
  const oauthBefore = await authKit.oauthRequests();
  const worker = await WorkerStopper.attach(page);

  for (let call = 0; call < CALLS; call += 1) {
    const [tab, organization] = call % 2 === 0 ? [page, ACME] : [other, GLOBEX];
    await worker.stop();
    expect(await organizationOf(tab)).toBe(organization.slug);
  }

  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});

import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { emptySessions } from '../../support/keyring-database.ts';
import { ACME, ADA, GLOBEX, GRACE } from '../../support/organizations.ts';
import { attackersAuthorization, beginFlow, obtainCode } from '../../support/sign-in-callback.ts';

const SIGN_IN = 'Sign in to Acme';
const SIGNED_IN = 'Signed in as Ada Lovelace';

export const attacks: Attacks = {
  'R15: an attacker’s code with the victim’s state signs the victim in to nothing': async ({
    page,
    server,
    authKit,
  }) => {
    await page.signIn(ACME);
    const code = await obtainCode(attackersAuthorization(server, ACME.id).url, GRACE.email);
    // The victim's own flow is under way, and the attacker has learnt its state.
    const state = (await beginFlow(page, ACME)).searchParams.get('state') ?? '';
    expect(state).toHaveLength(43);

    await page.goto(`/auth/callback?${new URLSearchParams({ code, state })}`);

    expect((await authKit.log()).at(-1)).toMatchObject({
      kind: 'authenticate',
      grant: 'authorization_code',
      outcome: 'error',
    });
    await page.expectOrganization(ACME);
    await expect.poll(() => page.hasText(SIGNED_IN)).toBe(true);
  },

  'R16, R17: a callback that is opened again, or with another state, costs no token request': async ({
    page,
    traffic,
    authKit,
  }) => {
    await page.signIn(GLOBEX);
    await page.goto((await beginFlow(page, ACME)).href);
    await page.expectOrganization(ACME);
    const requests = await authKit.oauthRequests();
    const [first = '', second = ''] = traffic.callbacks;
    expect(first).toContain('code=');
    const crossed = new URL(first);
    crossed.searchParams.set('state', new URL(second).searchParams.get('state') ?? '');

    // A used state leads to the page of its own sign-in, with any code.
    for (const [callback, path] of [
      [first, '/globex/'],
      [second, '/acme/'],
      [crossed.href, '/acme/'],
      [`${first}&state=x`, '/auth/error'],
    ] as const) {
      await page.goto(callback);
      await expect.poll(async () => (await page.address()).pathname).toBe(path);
      expect((await page.address()).search).toBe('');
    }

    expect(await authKit.oauthRequests()).toEqual(requests);
    await page.goto('/acme/');
    await page.expectOrganization(ACME);
  },

  'R18: a callback that names another issuer deletes the flow and sends nothing': async ({
    page,
    open,
    authKit,
  }) => {
    await page.signIn(ACME);
    const state = (await beginFlow(page, GLOBEX)).searchParams.get('state') ?? '';
    const { length: before } = await authKit.log();
    const other = await open();
    for (const foreign of [
      { state, code: 'x', iss: 'https://evil.test' },
      { state, code: 'x' },
    ]) {
      await other.goto(`/auth/callback?${new URLSearchParams(foreign)}`);
      await expect.poll(async () => (await other.address()).pathname).toBe('/auth/error');
    }
    expect(await authKit.log()).toHaveLength(before);
  },

  'R23: a session that never lasts ends with a button, not with one redirect after another': async ({
    page,
    authKit,
  }) => {
    await page.signIn(ACME);
    const { length: before } = await authKit.startedSids();
    // Without sessions and credentials the app signs in again, silently. Script of the origin can delete both.
    for (let round = 0; round < 3; round += 1) {
      await emptySessions(page);
      await page.goto('/acme/');
      await expect
        .poll(async () => (await page.hasButton(SIGN_IN)) || (await page.hasText(SIGNED_IN)))
        .toBe(true);
    }
    await expect.poll(() => page.hasButton(SIGN_IN)).toBe(true);
    expect(await authKit.startedSids()).toHaveLength(before + 1);
    const log = await authKit.log();
    expect(log.filter(({ kind, user }) => kind === 'authorize' && user === ADA.id)).toHaveLength(2);
  },
};

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { APP, localAuthKit } from './local-authkit.ts';
import { authorize, authorizePath } from './oauth-client.ts';

const kit = localAuthKit();

async function everyPage() {
  const browser = kit.browser();
  const signIn = await browser.navigate(authorizePath());
  const unknownEmail = await browser.submit(signIn, { email: 'nobody@example.com' });
  const picker = await browser.submit(signIn, { email: 'ada@example.com' });
  const sso = await browser.submit(picker, { button: 'Initech' });
  const notAMember = await browser.navigate(authorizePath({ organization_id: 'org_umbrella' }));
  const error = await browser.navigate(authorizePath({ client_id: 'client_other' }));
  const signedOut = await browser.navigate('/user_management/sessions/logout?session_id=session_x');
  return { signIn, unknownEmail, picker, sso, notAMember, error, signedOut };
}

test('an unknown email gets the form again, with what was typed and an error', async () => {
  const browser = kit.browser();
  const form = await browser.navigate(authorizePath({ organization_id: 'org_acme' }));
  for (const email of ['nobody@example.com', 'user_ada', '']) {
    const again = await browser.submit(form, { email });
    expect([again.status, again.location]).toEqual([422, null]);
    expect(again.html).toContain('role="alert">There is no account with this email.');
    expect(again.html).toContain(`value="${email}" aria-invalid="true"`);
  }
  expect((await browser.submit(form, { email: ' ADA@Example.com ' })).status).toBe(303);
});

describe('every page', () => {
  test('has one heading, and no organization in it', async () => {
    for (const [name, { html, heading }] of Object.entries(await everyPage())) {
      expect(html.match(/<h1>/g), name).toHaveLength(1);
      expect(heading, name).not.toMatch(/Acme|Globex|Initech|Umbrella|Org \d/);
      expect(html, name).toMatch(/<html lang="en">[\s\S]*<title>[^<]+<\/title>/);
    }
  });

  test('is not stored, not framed, and runs no script', async () => {
    for (const [name, { headers, html }] of Object.entries(await everyPage())) {
      const policy = headers.get('Content-Security-Policy') ?? '';
      expect(headers.get('Cache-Control'), name).toBe('no-store');
      expect(policy, name).toContain("default-src 'none'");
      expect(policy, name).toContain("frame-ancestors 'none'");
      expect(policy, name).not.toContain('unsafe');
      expect(html, name).not.toMatch(/<script|\son\w+=|\sstyle=/);
      const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? '';
      const digest = createHash('sha256').update(style).digest('base64');
      expect(policy, name).toContain(`style-src 'sha256-${digest}'`);
    }
  });
});

test('the policy of a form lets its redirect into the app', async () => {
  const { signIn } = await everyPage();
  expect(signIn.headers.get('Content-Security-Policy')).toContain(`form-action 'self' ${APP}`);
});

test('the Email field has its label', async () => {
  const { signIn } = await everyPage();
  expect(signIn.html).toContain('<label for="email">Email</label>');
  expect(signIn.html).toContain('<input id="email" name="email" type="email"');
});

test('values from the URL or the form are escaped', async () => {
  const attack = '"><script>alert(1)</script>';
  const browser = kit.browser();
  const page = await browser.navigate(authorizePath({ login_hint: attack }));
  expect(page.html).not.toContain('<script');
  expect(page.html).toContain('&quot;&gt;&lt;script&gt;');
  expect((await browser.submit(page, { email: attack })).html).not.toContain('<script');

  await authorize(browser, 'org_acme');
  const picker = await browser.navigate(authorizePath({ state: attack }));
  expect(picker.html).not.toContain('<script');
});

test('a reload after a form submission shows the next page', async () => {
  const browser = kit.browser();
  const picker = await browser.submit(await browser.navigate(authorizePath()), { email: 'ada@example.com' });
  const action = /action="([^"]+)"/.exec(picker.html)?.[1] ?? '';
  expect((await browser.navigate(action)).heading).toBe('Choose an organization');
});

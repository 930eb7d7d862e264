// A switch of organization through the keyring, compared with the OAuth redirect that the keyring replaces.
import { createHash, randomBytes } from 'node:crypto';
import { median, row, signIn } from './lab.mjs';

/** @param {import('./lab.mjs').Lab} lab */
export async function measureSwitches(lab, /** @type {number} */ count) {
  const keyring = await lab.browser.newContext();
  const page = await keyring.newPage();
  await signIn(page, lab, 'acme');
  await signIn(page, lab, 'globex');

  const plain = await lab.browser.newContext({ serviceWorkers: 'block' });
  const redirected = await plain.newPage();
  await redirected.goto(authorizationUrl(lab, 'org_acme', challengeOf('0'.repeat(43))));
  await redirected.getByLabel('Email').fill('ada@example.com');
  await redirected.getByRole('button', { name: 'Continue', exact: true }).click();
  await redirected.waitForURL(`${lab.app}/auth/callback?*`);

  const switches = [];
  const redirects = [];
  for (let round = 0; round < count; round += 1) {
    const [slug, name] = round % 2 === 0 ? ['acme', 'Acme'] : ['globex', 'Globex'];
    await page.getByRole('button', { name: 'Switch organization' }).click();
    await page.getByRole('menuitem', { name }).waitFor();
    switches.push(await timeSwitch(page, name));
    redirects.push(await timeRedirect(redirected, lab, `org_${slug}`));
  }
  await Promise.all([keyring.close(), plain.close()]);
  return [
    row(
      'Switch of organization',
      median(switches),
      'ms',
      'OAuth redirect, signed in at AuthKit',
      median(redirects),
    ),
  ];
}

/**
 * Time from the click in the menu until the other organization's heading and notes are shown, measured in the page, ms.
 */
function timeSwitch(/** @type {import('playwright').Page} */ page, /** @type {string} */ name) {
  return page.evaluate(async (target) => {
    const item = [...document.querySelectorAll('[role=menuitem]')].find((each) =>
      each.textContent?.includes(target),
    );
    const start = performance.now();
    /** @type {HTMLElement} */ (item).click();
    while (
      document.querySelector('h1')?.textContent !== target ||
      document.querySelector('main li') === null
    ) {
      await new Promise(requestAnimationFrame);
    }
    return performance.now() - start;
  }, name);
}

/**
 * The same switch in an app that holds a single session: redirect to AuthKit and back, document load, code exchange,
 * data. ms.
 */
async function timeRedirect(
  /** @type {import('playwright').Page} */ page,
  /** @type {import('./lab.mjs').Lab} */ lab,
  /** @type {string} */ organizationId,
) {
  const verifier = randomBytes(32).toString('base64url');
  const start = performance.now();
  await page.goto(authorizationUrl(lab, organizationId, challengeOf(verifier)));
  const code = new URL(page.url()).searchParams.get('code');
  const [, { access_token: token }] = await Promise.all([page.goto(lab.app), exchange(lab, code, verifier)]);
  await page.evaluate(
    (bearer) =>
      fetch('/api/notes', { headers: { Authorization: bearer } }).then((response) => response.json()),
    `Bearer ${token}`,
  );
  return performance.now() - start;
}

function exchange(
  /** @type {import('./lab.mjs').Lab} */ lab,
  /** @type {string | null} */ code,
  /** @type {string} */ verifier,
) {
  return fetch(`${lab.authKit}/user_management/authenticate`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      client_id: 'client_local',
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
    }),
  }).then((response) => response.json());
}

function authorizationUrl(
  /** @type {import('./lab.mjs').Lab} */ lab,
  /** @type {string} */ organizationId,
  /** @type {string} */ challenge,
) {
  const url = new URL('/user_management/authorize', lab.authKit);
  url.search = new URLSearchParams({
    client_id: 'client_local',
    redirect_uri: `${lab.app}/auth/callback`,
    response_type: 'code',
    provider: 'authkit',
    organization_id: organizationId,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}

function challengeOf(/** @type {string} */ verifier) {
  return createHash('sha256').update(verifier).digest('base64url');
}

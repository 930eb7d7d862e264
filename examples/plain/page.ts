import {
  connectKeyring,
  isUsable,
  KeyringError,
  OrganizationChange,
  type OrganizationKey,
  organizationSlugOfPath,
  orgFetch,
} from 'org-keyring/client';

const main = document.querySelector('main');
if (main === null) throw new Error('index.html has no <main>');

const slug = organizationSlugOfPath(location.pathname);
// The worker of an earlier visit can respond while this page connects. Nothing of the response is shown before.
const isControlled = navigator.serviceWorker?.controller != null;
// A page that the browser prerenders connects when the user opens it. Another user may have signed in by then.
const isPrerendered = 'prerendering' in document && document.prerendering === true;
const early = slug !== undefined && isControlled && !isPrerendered ? orgFetch(slug, '/api/me') : undefined;
// Its failure is read below.
early?.catch(() => {});
const keyring = await connectKeyring();
// Once this resolves, the worker attaches the token of the URL's organization to plain fetch calls, even after the URL changes.
// orgFetch names its organization, so it need not wait.
const bound = new OrganizationChange().start();

try {
  if (slug !== undefined) await showOrganization(slug);
  else if (location.pathname !== '/auth/error') await showOrganizations();
  // If the worker lost the sign-in, start it once more.
  else if (!(await keyring.resumeSignIn())) show('The sign-in failed. ', link('/', 'Start again'));
  await bound;
} catch (error) {
  if (!(error instanceof KeyringError)) throw error;
  show(`${error.message} (${error.code}) `, link('/', 'All organizations'));
}

async function showOrganization(slug: OrganizationKey): Promise<void> {
  const listed = keyring.getSnapshot().sessions.find(({ organization }) => organization.slug === slug);
  const isListed = listed !== undefined && isUsable(listed.session);
  const { organization, session } = isListed ? listed : await keyring.openOrganization(slug);
  if (!isUsable(session)) {
    if (session.status !== 'signed-out') await keyring.signIn(slug, { trigger: 'automatic' });
    show(button(`Sign in to ${organization.name}`, () => keyring.signIn(slug)));
    return;
  }
  const response = await ((isListed ? early : undefined) ?? orgFetch(slug, '/api/me'));
  const me: { user: { name: string }; organization: { name: string } } = await response.json();
  show(
    Object.assign(document.createElement('h1'), { textContent: me.organization.name }),
    `You are ${me.user.name}. `,
    link('/', 'All organizations'),
    ' ',
    button(`Sign out of ${organization.name}`, async () => {
      await keyring.signOut([organization]);
      location.reload();
    }),
  );
  // While this page stays open, its user can sign out in another tab, and another user can sign in.
  keyring.subscribe(() => {
    const { sessions, confirmation } = keyring.getSnapshot();
    const now = sessions.find((each) => each.organization.id === organization.id)?.session;
    const isSameUser = now !== undefined && isUsable(now) && now.user.id === session.user.id;
    if (!isSameUser) location.reload();
    // A page that comes back from the back/forward cache shows nothing before the worker has confirmed its session.
    if (main !== null) main.hidden = confirmation !== 'confirmed' || !isSameUser;
  });
}

async function showOrganizations(): Promise<void> {
  const organizations = await keyring.listOrganizations();
  const links = organizations.map(({ organization }) => link(`/${organization.slug}/`, organization.name));
  show(...links.flatMap((each) => [each, ' ']));
  if (links.length === 0) show(button('Sign in', () => keyring.signIn(null)));
}

function show(...content: (Node | string)[]): void {
  main?.replaceChildren(...content);
}

function link(href: string, textContent: string): HTMLAnchorElement {
  return Object.assign(document.createElement('a'), { href, textContent });
}

function button(textContent: string, onClick: () => Promise<unknown>): HTMLButtonElement {
  const element = Object.assign(document.createElement('button'), { textContent });
  element.addEventListener('click', () => void onClick());
  return element;
}

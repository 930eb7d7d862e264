// The parts of Playwright's objects that the helpers use, so that no version of Playwright is needed for the types.

interface Locator {
  fill(value: string): Promise<unknown>;
  click(): Promise<unknown>;
  waitFor(options?: { readonly timeout?: number }): Promise<unknown>;
}

interface Session {
  send(method: string, parameters?: object): Promise<unknown>;
  on(event: string, listener: (payload: never) => void): unknown;
  detach(): Promise<unknown>;
}

interface Context {
  newCDPSession(page: never): Promise<unknown>;
  setOffline(offline: boolean): Promise<unknown>;
}

/** A page of Playwright. */
export interface PlaywrightPage {
  context(): Context;
  url(): string;
  waitForURL(url: (url: URL) => boolean, options?: { readonly timeout?: number }): Promise<unknown>;
  getByLabel(text: string): Locator;
  getByRole(role: 'button', options: { readonly name: string; readonly exact?: boolean }): Locator;
}

/** Who signs in, and where. */
export interface SignInAs {
  readonly email: string;
  /** The name of an organization, for a sign-in without one: AuthKit then asks for it. */
  readonly organizationName?: string | undefined;
}

/** Longest wait for AuthKit's page and for the way back, ms. */
const TIMEOUT = 30_000;

/**
 * Signs in on the hosted page of a local AuthKit, and waits until the page is back at the app. Call it when the page is
 * on its way to AuthKit, for example after `page.goto('/acme/')`.
 *
 * @example
 * await page.goto('/acme/');
 * await signInAs(page, { email: 'ada@example.com' });
 */
export async function signInAs(page: PlaywrightPage, { email, organizationName }: SignInAs): Promise<void> {
  const field = page.getByLabel('Email');
  await field.waitFor({ timeout: TIMEOUT });
  const { origin } = new URL(page.url());
  await field.fill(email);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  if (organizationName !== undefined)
    await page.getByRole('button', { name: organizationName, exact: true }).click();
  await page.waitForURL((url) => url.origin !== origin, { timeout: TIMEOUT });
}

/**
 * Stops every service worker, as a browser does by itself when a worker is idle. The next request or message starts it
 * again. Chromium only.
 *
 * @example
 * await stopWorker(page);
 */
export async function stopWorker(page: PlaywrightPage): Promise<void> {
  // `newCDPSession` takes the page that it belongs to; its type differs between versions of Playwright.
  const session = (await page.context().newCDPSession(page as never)) as Session;
  const stopped = new Promise<void>((resolve) => {
    session.on('ServiceWorker.workerVersionUpdated', (update: WorkerUpdate) => {
      const statuses = update.versions.map(({ runningStatus }) => runningStatus);
      if (statuses.length > 0 && statuses.every((status) => status === 'stopped')) resolve();
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  await stopped;
  await session.detach();
}

interface WorkerUpdate {
  readonly versions: readonly { readonly runningStatus: string }[];
}

/**
 * Takes the network from all pages of a context and from their worker.
 *
 * @example
 * await goOffline(page);
 */
export async function goOffline(page: PlaywrightPage): Promise<void> {
  await page.context().setOffline(true);
}

/**
 * Gives the network back that {@link goOffline} took.
 *
 * @example
 * await goOnline(page);
 */
export async function goOnline(page: PlaywrightPage): Promise<void> {
  await page.context().setOffline(false);
}

import type { Worker } from '@playwright/test';
import { expectOrganization, signIn, switchTo } from '../support/app.ts';
import { ACME, GLOBEX, type KnownOrganization } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** What the worker did at a click: a focused window by its id, or an opened address. */
interface Scope {
  readonly did: string[];
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { openWindow(url: string): Promise<null> };
  dispatchEvent(event: Event): boolean;
}
declare const self: Scope;
declare const WindowClient: { readonly prototype: { readonly id: string; focus(): Promise<unknown> } };
declare const NotificationEvent: new (type: string, init: { notification: Notification }) => Event;

/** Only a real click may focus or open a window: here the worker writes down which. */
function recordWindows(worker: Worker): Promise<void> {
  return worker.evaluate(() => {
    const did: string[] = [];
    Object.assign(self, { did });
    WindowClient.prototype.focus = async function () {
      did.push(this.id);
    };
    self.clients.openWindow = async (url) => {
      did.push(url);
      return null;
    };
  });
}

function click(worker: Worker, { id, name }: KnownOrganization): Promise<void> {
  return worker.evaluate(
    async ([tag, title]) => {
      await self.registration.showNotification(title, { tag });
      const [notification] = await self.registration.getNotifications({ tag });
      if (notification === undefined) throw new Error('There is no notification.');
      self.dispatchEvent(new NotificationEvent('notificationclick', { notification }));
    },
    [`keyring-session ended ${id}`, name] as const,
  );
}

test('a click on a notification focuses a window that switched to its organization, not one that left it', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['notifications']);
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await switchTo(page, GLOBEX);
  await expectOrganization(page, GLOBEX);
  const worker = context.serviceWorkers().at(-1);
  if (worker === undefined) throw new Error('No worker is running.');
  await recordWindows(worker);
  const done = () => worker.evaluate(() => self.did);

  await click(worker, ACME);
  await expect.poll(done).toEqual(['/acme/']);
  await click(worker, GLOBEX);
  await expect.poll(done).toEqual(['/acme/', expect.not.stringContaining('/')]);
});

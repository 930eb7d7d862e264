import type { Page } from '@playwright/test';
import {
  AuthKitControl,
  goOffline,
  goOnline,
  type LocalAuthKit,
  signInAs,
  startLocalAuthKit,
  stopWorker,
  type User,
} from 'org-keyring/testing';
import { expectType } from './expect.ts';

const GRACE: User = {
  id: 'user_grace',
  email: 'grace@example.com',
  firstName: 'Grace',
  lastName: 'Hopper',
  createdAt: 0,
};

export const authKit: Promise<LocalAuthKit> = startLocalAuthKit({
  port: 4174,
  appOrigins: ['http://localhost:5173'],
  users: [GRACE],
  organizations: [
    {
      id: 'org_acme',
      slug: 'acme',
      name: 'Acme',
      policy: 'none',
      members: [{ userId: GRACE.id, role: 'admin' }],
    },
  ],
  stateFile: '.authkit/state.json',
});

export async function onPage(page: Page): Promise<void> {
  await signInAs(page, { email: GRACE.email, organizationName: 'Acme' });
  await goOffline(page);
  await goOnline(page);
  await stopWorker(page);
  expectType<Promise<void>>()(new AuthKitControl('http://127.0.0.1:4174').reset());
}

// @ts-expect-error there is no such option
startLocalAuthKit({ user: GRACE });

import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { callEach, callRedirects, lookAlikes } from '../../support/look-alikes.ts';
import { ACME } from '../../support/organizations.ts';

export const attacks: Attacks = {
  'R5: hosts and paths that look like the API get no token': async ({ page, server, evil, traffic }) => {
    await page.signIn(ACME);

    await page.evaluate(callEach, lookAlikes(server, evil));

    /** Also as a server sees it that decodes a path before it resolves it. */
    const isApi = ({ origin, pathname }: URL): boolean => {
      const resolved = new URL(decodeURIComponent(pathname).replaceAll('..;', '..'), origin);
      return (
        [pathname, resolved.pathname].every((path) => path.startsWith('/api/')) && origin === server.origin
      );
    };
    expect(traffic.authorized.length, 'the API itself got tokens').toBeGreaterThan(0);
    expect(traffic.authorized.filter(({ url }) => !isApi(url)).map(({ url }) => url.href)).toEqual([]);
    // WebKitGTK writes percent-encoded characters with capital letters.
    for (const path of ['/apix/me', '/api/..%2fapix/me', '/api/..;/apix/me'])
      expect(traffic.arrivals.map(({ url }) => url.pathname.toLowerCase())).toContain(path);
    expect(evil.paths).toContain('/api/me');
    expect(evil.paths).toContain('/api/backslash');
    expect(traffic.secrets.size).toBeGreaterThan(2);
    expect(traffic.find(JSON.stringify(evil.log))).toBeUndefined();
  },

  'R8: a redirect of the API to another origin forwards neither the token nor the body': async ({
    page,
    evil,
    server,
    traffic,
  }) => {
    await page.signIn(ACME);

    const outcomes = await page.evaluate(callRedirects, [evil.origin, ['', server.otherApiOrigin]] as const);

    expect(outcomes).toHaveLength(60);
    expect(new Set(outcomes)).toEqual(new Set(['network error']));
    expect(evil.log).toEqual([]);
    expect(traffic.organizationsAt('/api/redirect')).toEqual(Array.from({ length: 60 }, () => ACME.id));

    // The way there is open: a request that the worker does not rewrite arrives.
    await page.evaluate((target) => fetch(`${target}/canary`).then(({ status }) => status), evil.origin);
    expect(evil.paths).toContain('/canary');
    expect(traffic.find(JSON.stringify(evil.log))).toBeUndefined();
  },
};

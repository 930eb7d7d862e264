import { Route, type Router } from 'workbox-routing';
import { ANNOUNCEMENT_METHODS, ORGANIZATION_HEADER } from '../../src/protocol/announcement.ts';
import { CONFIRMS_HEADER } from '../../src/protocol/announcement-confirmation.ts';
import { type KeyringPaths, parseOrganizationKey } from '../../src/protocol/paths.ts';
import type { Announcements } from './announcements.ts';

/** What the announcement route needs. */
export interface AnnouncementRouteParts {
  readonly announcements: Announcements;
  readonly paths: KeyringPaths;
}

/**
 * Takes the announcements of pages. An announcement is a request because the requests of one page arrive in order, but
 * a message can overtake a request. So an announcement binds every request that the page sends after it.
 */
export function registerAnnouncementRoute(
  router: Router,
  { announcements, paths }: AnnouncementRouteParts,
): void {
  for (const method of ANNOUNCEMENT_METHODS) {
    router.registerRoute(
      new Route(
        ({ url, sameOrigin, request }) =>
          sameOrigin && url.pathname === paths.announcement && isOfScript(request),
        async ({ event, request }) => {
          const header = request.headers.get(ORGANIZATION_HEADER);
          const key = header === null ? null : parseOrganizationKey(header, paths);
          if (key === undefined || !(event instanceof FetchEvent)) return new Response(null, { status: 400 });
          const isConfirmed = request.headers.has(CONFIRMS_HEADER);
          await announcements.set(event.clientId, method, key, isConfirmed);
          return new Response(null, { status: 204, headers: isConfirmed ? { [CONFIRMS_HEADER]: '1' } : {} });
        },
        method,
      ),
    );
  }
}

/** An element, a link or a prefetch that names the path must not undo a page's announcement. */
function isOfScript({ destination, mode }: Request): boolean {
  return destination === '' && mode !== 'navigate' && mode !== 'no-cors';
}

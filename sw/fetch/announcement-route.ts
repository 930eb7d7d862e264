import { Route, type Router } from 'workbox-routing';
import { ANNOUNCEMENT_METHODS, ORGANIZATION_HEADER } from '../../src/protocol/announcement.ts';
import { type AnnouncementOrder, CONFIRMS_HEADER } from '../../src/protocol/announcement-confirmation.ts';
import type { ApiRule, BindingMode, UnconnectedPages } from '../../src/protocol/configuration.ts';
import { type KeyringPaths, NO_ORGANIZATION, parseOrganizationKey } from '../../src/protocol/paths.ts';
import { plain } from './announcement-records.ts';
import type { Announcements } from './announcements.ts';
import { saysUrl } from './bind-organization.ts';

/** What the announcement route needs. */
export interface AnnouncementRouteParts {
  readonly announcements: Announcements;
  readonly paths: KeyringPaths;
  readonly apis: readonly ApiRule[];
  readonly binding: BindingMode;
  readonly unconnectedPages: UnconnectedPages;
}

/**
 * Takes the announcements of pages. An announcement is a request because the requests of one page arrive in order, but
 * a message can overtake a request. So an announcement binds every request that the page sends after it.
 */
export function registerAnnouncementRoute(router: Router, parts: AnnouncementRouteParts): void {
  const { announcements, paths } = parts;
  const allowsLate = needsNoAnnouncement(parts);
  for (const method of ANNOUNCEMENT_METHODS) {
    router.registerRoute(
      new Route(
        ({ url, sameOrigin, request }) =>
          sameOrigin && url.pathname === paths.announcement && isOfScript(request),
        async ({ event, request }) => {
          const header = request.headers.get(ORGANIZATION_HEADER);
          const key = header === null ? null : parseOrganizationKey(header, paths);
          if (key === undefined || !(event instanceof FetchEvent)) return new Response(null, { status: 400 });
          const [order, number] = request.headers.get(CONFIRMS_HEADER)?.split(' ') ?? [];
          if (number === undefined) {
            await announcements.set(event.clientId, method, plain(key));
            return new Response(null, { status: 204 });
          }
          const isLateAllowed = allowsLate && order !== 'first' && saysUrl(request.referrer, location.origin);
          const kind = isLateAllowed || order === 'late' ? 'late' : 'confirmed';
          await announcements.set(event.clientId, method, { slug: key, kind, number: Number(number) });
          const allowed: AnnouncementOrder = isLateAllowed ? 'late' : '1';
          return new Response(null, { status: 204, headers: { [CONFIRMS_HEADER]: allowed } });
        },
        method,
      ),
    );
  }
}

/**
 * Whether the URL of a page or the request itself binds the calls of this app. Then announcements matter only for requests
 * that hide the URL of their page, and for these the worker asks the page.
 */
function needsNoAnnouncement({ apis, paths, binding, unconnectedPages }: AnnouncementRouteParts): boolean {
  if (unconnectedPages === 'pass' || paths.organization === NO_ORGANIZATION) return false;
  return binding === 'explicit' || apis.every(({ origin }) => origin === location.origin);
}

/** An element, a link or a prefetch that names the path must not undo a page's announcement. */
function isOfScript({ destination, mode }: Request): boolean {
  return destination === '' && mode !== 'navigate' && mode !== 'no-cors';
}

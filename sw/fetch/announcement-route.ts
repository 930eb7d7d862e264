import { Route, type Router } from 'workbox-routing';
import {
  ANNOUNCEMENT_METHODS,
  ANNOUNCEMENT_PATH,
  ORGANIZATION_HEADER,
} from '../../src/protocol/announcement.ts';
import { parseOrganizationSlug } from '../../src/protocol/organization-slug.ts';
import type { Announcements } from './announcements.ts';

/**
 * Takes the announcements of pages. They come as requests because requests of one page arrive in order, which
 * messages and requests do not: what a page announces binds every request that it sends after, awaited or not.
 */
export function registerAnnouncementRoute(router: Router, announcements: Announcements): void {
  for (const method of ANNOUNCEMENT_METHODS) {
    router.registerRoute(
      new Route(
        ({ url, sameOrigin, request }) =>
          sameOrigin && url.pathname === ANNOUNCEMENT_PATH && isOfScript(request),
        async ({ event, request }) => {
          const header = request.headers.get(ORGANIZATION_HEADER);
          const slug = header === null ? null : parseOrganizationSlug(header);
          if (slug === undefined || !(event instanceof FetchEvent))
            return new Response(null, { status: 400 });
          await announcements.set(event.clientId, method, slug);
          return new Response(null, { status: 204 });
        },
        method,
      ),
    );
  }
}

/** An element, a link or a prefetch that names the path must not take a page's announcement back. */
function isOfScript({ destination, mode }: Request): boolean {
  return destination === '' && mode !== 'navigate' && mode !== 'no-cors';
}

import type { BrowserContext } from '@playwright/test';
import type { AppServer } from './app-server.ts';
import { organizationOfToken } from './token-organization.ts';

/** One request to an API as it left the browser. */
export interface ApiRequest {
  readonly url: string;
  /** `org_id` of its token; null without a token. */
  readonly organizationId: string | null;
  /** The address bar of the page that was open when it left; of the first page, where there are several. */
  readonly pageUrl: string;
}

/** The slug look-up is public: the worker calls it before it has a token. */
const PUBLIC_PATH = /^\/api\/orgs\//;

/** Watches every request to the APIs, from pages and from the worker. */
export class ApiTraffic {
  /** The requests that need a token. */
  readonly sent: ApiRequest[] = [];
  /** Requests of pages that the worker did not handle. */
  readonly withoutWorker: string[] = [];
  /** Responses of the API that reject a token. */
  readonly refused: string[] = [];

  constructor(context: BrowserContext, { origin, otherApiOrigin }: AppServer) {
    const isWatched = (url: URL): boolean =>
      (url.origin === origin || url.origin === otherApiOrigin) &&
      url.pathname.startsWith('/api/') &&
      !PUBLIC_PATH.test(url.pathname);
    context.on('request', (request) => {
      if (!isWatched(new URL(request.url())) || request.method() === 'OPTIONS') return;
      if (request.serviceWorker() === null) return;
      this.sent.push({
        url: request.url(),
        organizationId: organizationOfToken(request.headers().authorization),
        pageUrl: context.pages()[0]?.url() ?? '',
      });
    });
    context.on('response', (response) => {
      const request = response.request();
      if (!isWatched(new URL(response.url())) || request.method() === 'OPTIONS') return;
      const line = `${request.method()} ${response.url()} ${response.status()}`;
      if (request.serviceWorker() !== null) {
        if (response.status() === 401) this.refused.push(line);
      } else if (!response.fromServiceWorker()) this.withoutWorker.push(line);
    });
  }

  /** The requests that left without a token. */
  get unauthorized(): readonly string[] {
    return this.sent.filter(({ organizationId }) => organizationId === null).map(({ url }) => url);
  }

  /** The organizations whose tokens were sent to a path. */
  organizationsAt(pathname: string): readonly (string | null)[] {
    return this.sentTo(pathname).map(({ organizationId }) => organizationId);
  }

  /** The requests to a path that need a token. */
  sentTo(pathname: string): readonly ApiRequest[] {
    return this.sent.filter(({ url }) => new URL(url).pathname === pathname);
  }
}

/** What a route decides on. */
export interface RouteContext {
  readonly url: URL;
  readonly sameOrigin: boolean;
  readonly request: Request;
  readonly event: ExtendableEvent;
}

/** Responds to the requests of one method that `matches` accepts. */
export class Route {
  readonly matches: (context: RouteContext) => boolean;
  readonly respond: (context: RouteContext) => Promise<Response>;
  readonly method: string;

  constructor(
    matches: (context: RouteContext) => boolean,
    respond: (context: RouteContext) => Promise<Response>,
    method = 'GET',
  ) {
    this.matches = matches;
    this.respond = respond;
    this.method = method;
  }
}

/** The routes of the keyring, in the order in which they were registered. The first one that matches responds. */
export class Router {
  readonly #routes: Route[] = [];

  registerRoute(route: Route): void {
    this.#routes.push(route);
  }

  /**
   * Decides synchronously, as a `fetch` event requires.
   *
   * @returns `undefined`: no route matches, and the browser sends the request itself
   */
  handleRequest({ request, event }: Pick<RouteContext, 'request' | 'event'>): Promise<Response> | undefined {
    const url = new URL(request.url);
    if (!url.protocol.startsWith('http')) return undefined;
    const context = { url, sameOrigin: url.origin === location.origin, request, event };
    return this.#routes
      .find(({ method, matches }) => method === request.method && matches(context))
      ?.respond(context);
  }
}

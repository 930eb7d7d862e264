import type { BindingMode } from '../../src/protocol/configuration.ts';
import { isDevelopmentHost } from '../../src/protocol/development-host.ts';
import type { RuntimeMistake } from '../../src/protocol/finding.ts';
import type { KeyringPaths } from '../../src/protocol/paths.ts';
import type { Announcements } from './announcements.ts';
import { type Binding, bindOrganization, saysUrl } from './bind-organization.ts';
import { namedOrganization } from './named-organization.ts';
import { unboundError, warnOfPlainCall } from './plain-call.ts';

/** What binding a request needs. */
export interface BindRequestParts {
  readonly announcements: Announcements;
  readonly binding: BindingMode;
  readonly paths: KeyringPaths;
  /** Reports a mistake of the app to its developer. */
  readonly report: (mistake: RuntimeMistake) => void;
}

/** A request that is to be bound. */
export interface UnboundRequest {
  readonly request: Request;
  /** The page, frame or worker that sent it. */
  readonly clientId: string;
  /** What the client had announced when it sent the request, if it was read already. */
  readonly announced?: ReturnType<Announcements['get']> | undefined;
}

/** The organization of a request that is bound to one, or to the session without one. */
export type Bound = Exclude<Binding, { readonly type: 'unbound' }>;

/**
 * Reads the evidence of a request and binds it to an organization.
 *
 * @throws KeyringError `organization_unbound`: nothing says which organization the request is for
 */
export async function bindRequest(
  { request, clientId, announced: read }: UnboundRequest,
  parts: BindRequestParts,
): Promise<Bound> {
  const { announcements, binding: mode, paths, report } = parts;
  const evidence = {
    header: namedOrganization(request.headers),
    referrer: request.referrer,
    origin: location.origin,
    paths,
    mode,
  };
  let binding = bindOrganization({ ...evidence, announced: undefined });
  // Header and URL come first. Only without them the announcement is read, which a new worker reads from the database.
  if (binding.type === 'unbound' && evidence.header === null && mode === 'url') {
    const isUrlKnown = saysUrl(request.referrer, location.origin);
    const announced = await (read ?? announcements.get(clientId, request.method, isUrlKnown));
    binding = bindOrganization({ ...evidence, announced });
  }
  if (binding.type === 'unbound') throw unboundError(mode);
  if (binding.type === 'bound' && binding.by === 'url' && isDevelopmentHost(location.hostname)) {
    const { slug } = binding;
    const announced = announcements.received(clientId, request.method);
    // The call does not wait for the warning, and does not fail with it.
    void Promise.resolve()
      .then(() => warnOfPlainCall({ slug, announced, url: request.url }, report))
      .catch(() => {});
  }
  return binding;
}

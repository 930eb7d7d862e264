import type { Fault } from '../authkit/faults.ts';
import type { LogEntry } from '../authkit/request-log.ts';

/** The body of `POST /_emulator/faults`: a fault, and how many requests it applies to. */
export interface FaultRequest extends Fault {
  readonly times: number;
}

/**
 * The control endpoints of one local AuthKit. Each call rejects with an `Error` if this AuthKit rejects it.
 *
 * @example
 * const control = new AuthKitControl('http://127.0.0.1:4174');
 * await control.changeSettings({ accessTokenTtl: 5 });
 */
export class AuthKitControl {
  readonly #base: string;

  /** @param authKitOrigin for example `http://127.0.0.1:4174` */
  constructor(authKitOrigin: string) {
    this.#base = new URL('/_emulator/', authKitOrigin).href;
  }

  /** Every request since the last reset. */
  async log(): Promise<readonly LogEntry[]> {
    const response = await checked('log', await fetch(`${this.#base}log`));
    return (await response.json()) as readonly LogEntry[];
  }

  /** The OAuth requests. None may happen while tokens are fresh. */
  async oauthRequests(): Promise<readonly LogEntry[]> {
    return (await this.log()).filter(({ kind }) => kind === 'authorize' || kind === 'authenticate');
  }

  /** The refreshes of one organization, or of all. */
  async refreshes(organization?: string): Promise<readonly LogEntry[]> {
    return (await this.log()).filter(
      (entry) =>
        entry.grant === 'refresh_token' &&
        (organization === undefined || entry.organization === organization),
    );
  }

  /** Resets sessions, faults, settings and log to the seeds. */
  reset(): Promise<void> {
    return this.#post('reset', {});
  }

  /** Makes the next `times` matching requests fail or wait. */
  addFault(fault: FaultRequest): Promise<void> {
    return this.#post('faults', fault);
  }

  /** Changes settings such as `accessTokenTtl` (s): see `docs/testing.md`. */
  changeSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    return this.#post('settings', settings);
  }

  /** Ends the sessions of a user in an organization. @param session `user`: email or id; `organization`: id */
  revokeSession(session: { readonly user: string; readonly organization: string }): Promise<void> {
    return this.#post('sessions/revoke', session);
  }

  /** Activates or deactivates a membership. @param membership `user`: email or id; `organization`: id */
  setMembership(membership: {
    readonly user: string;
    readonly organization: string;
    readonly status: 'active' | 'inactive';
  }): Promise<void> {
    return this.#post('memberships', membership);
  }

  /** Changes what a member's next tokens say. Default permissions: those of the role. */
  setRole(member: {
    readonly user: string;
    readonly organization: string;
    readonly role: string;
    readonly permissions?: readonly string[] | undefined;
  }): Promise<void> {
    return this.#post('roles', member);
  }

  /** Invites a user to an organization. @returns the link of the invitation */
  async invite(email: string, organization: string): Promise<string> {
    return this.#link('invitations', { email, organization });
  }

  /** Starts an impersonation in the dashboard. @returns the link that the dashboard opens */
  async impersonate(impersonation: {
    readonly user: string;
    readonly organization: string;
    readonly reason: string;
    readonly impersonator: string;
  }): Promise<string> {
    return this.#link('impersonate', impersonation);
  }

  /** The `sid` of every session that was started, in order. */
  async startedSids(): Promise<readonly string[]> {
    return (await this.log()).flatMap(({ grant, sid }) =>
      grant === 'authorization_code' && sid !== null ? [sid] : [],
    );
  }

  async #link(path: string, body: unknown): Promise<string> {
    const { url } = (await (await this.#send(path, body)).json()) as { readonly url: string };
    return url;
  }

  async #post(path: string, body: unknown): Promise<void> {
    await this.#send(path, body);
  }

  async #send(path: string, body: unknown): Promise<Response> {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(this.#base + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return checked(path, response);
  }
}

async function checked(path: string, response: Response): Promise<Response> {
  if (!response.ok) throw new Error(`The local AuthKit rejected ${path}: ${await response.text()}`);
  return response;
}

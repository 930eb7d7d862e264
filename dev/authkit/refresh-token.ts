import type { AuthenticateResponse } from './authenticate-objects.ts';
import { secret } from './secret.ts';

/** One refresh token of a session. */
export interface RefreshToken {
  readonly sid: string;
  /**
   * Set in the same turn of the event loop as the check, so that two concurrent requests with one token cannot both
   * rotate it. The second waits for the first response.
   */
  exchange?: {
    readonly at: number;
    /** Absent if the grace period ended before a restart. */
    readonly response: Promise<AuthenticateResponse> | undefined;
  };
}

/** All refresh tokens since the last reset, including used ones, to distinguish a replay from an unknown token. */
export class RefreshTokens {
  readonly #tokens = new Map<string, RefreshToken>();

  issue(sid: string): string {
    const value = secret();
    this.#tokens.set(value, { sid });
    return value;
  }

  get(value: string): RefreshToken | undefined {
    return this.#tokens.get(value);
  }

  entries(): readonly (readonly [value: string, token: RefreshToken])[] {
    return [...this.#tokens];
  }

  /** Adds a refresh token of an earlier process. */
  restore(value: string, token: RefreshToken): void {
    this.#tokens.set(value, token);
  }
}

import type { AuthenticateResponse } from './authenticate-response.ts';
import { secret } from './secret.ts';

/** One link of a session's chain of refresh tokens. */
export interface RefreshToken {
  readonly sid: string;
  /**
   * Set in the same turn of the event loop that decides the exchange, so that two concurrent
   * requests with one token can never both rotate it; the second waits for the first one's reply.
   */
  exchange?: { readonly at: number; readonly response: Promise<AuthenticateResponse> };
}

/** Every refresh token since the last reset, used ones too: a replay must be told from a guess. */
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
}

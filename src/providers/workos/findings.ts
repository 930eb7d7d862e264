import type { KeyringConfiguration } from '../../protocol/configuration.ts';
import { quote, type RuntimeMistake } from '../../protocol/finding.ts';

/** The settings of the key set and of access tokens, as the configuration names them. */
type TokenSettings = Pick<KeyringConfiguration, 'issuers' | 'clientId' | 'jwksUri'>;

/** Takes a setting that cannot work, as far as responses show it. */
export type ReportMistake = (mistake: RuntimeMistake) => void;

/** The token endpoint responds, but the browser keeps its responses from this app. */
export function missingCors(endpoint: string, appOrigin: string): RuntimeMistake {
  return {
    setting: 'providerCors',
    value: appOrigin,
    problem: `${endpoint} responds, but not with the CORS headers that let this origin read the response`,
    remedy: `Add ${quote(appOrigin)} in the WorkOS dashboard under Authentication → Sessions → CORS.`,
  };
}

/** The signature of a token is right, and its `iss` is not in the list. */
export function foreignIssuer({ issuers }: TokenSettings, issuer: unknown): RuntimeMistake {
  return {
    setting: 'issuers',
    value: issuers.join(', '),
    problem: `the access token's "iss" is ${quote(issuer)}`,
    remedy: `Write ${quote(issuer)}, if that is your issuer.`,
  };
}

/** The signature of a token is right, and it was issued to another client, or to none. */
export function foreignClient({ clientId }: TokenSettings, issuedTo: unknown): RuntimeMistake {
  const about = { setting: 'clientId', value: clientId } as const;
  if (issuedTo === undefined)
    return {
      ...about,
      problem: 'the access token has no "client_id"',
      remedy: 'Let the issuer add it: without it, a token of any of its clients would be accepted.',
    };
  return {
    ...about,
    problem: `the access token was issued to ${quote(issuedTo)}`,
    remedy: `Write ${quote(issuedTo)}, if that is your application.`,
  };
}

/** The key set was just read, and does not have the key that signed a token. */
export function foreignKeySet({ jwksUri }: TokenSettings): RuntimeMistake {
  return {
    setting: 'jwksUri',
    value: jwksUri,
    problem: 'it has no key with the "kid" of the access token',
    remedy: 'Name the key set of your own client: its WorkOS address ends with your client id.',
  };
}

/** The key set responds with something else. */
export function unreadableKeySet({ jwksUri }: TokenSettings, status: number): RuntimeMistake {
  return {
    setting: 'jwksUri',
    value: jwksUri,
    problem: status === 200 ? 'it responded with 200 and no JSON Web Key Set' : `it responded with ${status}`,
    remedy:
      'If this lasts, correct the URL. If your server passes the key set on, its log names the URL that it reads.',
  };
}

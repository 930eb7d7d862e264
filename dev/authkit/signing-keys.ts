import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomUUID,
} from 'node:crypto';
import { promisify } from 'node:util';
import { selfSignedCertificate } from './certificate.ts';
import { asString, type JsonObject } from './json.ts';

/** A published key, as `JwksResponse` of the WorkOS OpenAPI document describes it. */
export interface PublicJwk {
  readonly alg: 'RS256';
  readonly kty: 'RSA';
  readonly use: 'sig';
  readonly x5c: readonly [string];
  readonly n: string;
  readonly e: string;
  readonly kid: string;
  readonly 'x5t#S256': string;
}

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: PublicJwk;
}

/**
 * The current signing key and the previous one. Valid tokens must still verify after a rotation. Keys of two rotations
 * ago are gone, so tests can check how a verifier handles a missing key.
 */
export class SigningKeys {
  #current: SigningKey;
  #previous: SigningKey | undefined;

  private constructor(first: SigningKey) {
    this.#current = first;
  }

  static async generate(): Promise<SigningKeys> {
    return new SigningKeys(await generateSigningKey());
  }

  /** @param stored what {@link store} returned, the current key first. @throws {InvalidInput} */
  static restore([current, previous]: readonly JsonObject[]): SigningKeys | undefined {
    if (current === undefined) return undefined;
    const keys = new SigningKeys(restoreSigningKey(current));
    keys.#previous = previous && restoreSigningKey(previous);
    return keys;
  }

  /** The keys as JSON, the current one first. They contain the private keys. */
  store(): readonly JsonObject[] {
    return [this.#current, ...(this.#previous ? [this.#previous] : [])].map(({ kid, privateKey, jwk }) => ({
      kid,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      certificate: jwk.x5c[0],
    }));
  }

  get current(): SigningKey {
    return this.#current;
  }

  published(): readonly PublicJwk[] {
    return this.#previous ? [this.#current.jwk, this.#previous.jwk] : [this.#current.jwk];
  }

  async rotate(): Promise<void> {
    const next = await generateSigningKey();
    this.#previous = this.#current;
    this.#current = next;
  }
}

async function generateSigningKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const certificate = selfSignedCertificate(publicKey, privateKey, 'Local AuthKit');
  return signingKey(`sso_oidc_key_pair_${randomUUID().replaceAll('-', '')}`, privateKey, certificate);
}

function restoreSigningKey({ kid, privateKey, certificate }: JsonObject): SigningKey {
  return signingKey(
    asString(kid, 'kid'),
    createPrivateKey(asString(privateKey, 'privateKey')),
    Buffer.from(asString(certificate, 'certificate'), 'base64'),
  );
}

function signingKey(kid: string, privateKey: KeyObject, certificate: Buffer): SigningKey {
  const { n, e } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (n === undefined || e === undefined) throw new TypeError('an RSA key without modulus or exponent');
  return {
    kid,
    privateKey,
    jwk: {
      alg: 'RS256',
      kty: 'RSA',
      use: 'sig',
      x5c: [certificate.toString('base64')],
      n,
      e,
      kid,
      // RFC 7517 section 4.9: the digest of the DER, not of its base64.
      'x5t#S256': createHash('sha256').update(certificate).digest('base64url'),
    },
  };
}

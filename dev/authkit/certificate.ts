import { type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bitString,
  explicit,
  integer,
  nothing,
  objectIdentifier,
  sequence,
  set,
  utcTime,
  utf8String,
} from './der.ts';

const SHA256_WITH_RSA = sequence(objectIdentifier('1.2.840.113549.1.1.11'), nothing());
const COMMON_NAME = objectIdentifier('2.5.4.3');
const VERSION_3 = explicit(0, integer(Buffer.of(2)));

/**
 * A minimal self-signed X.509 certificate (RFC 5280), valid for ten years. WorkOS publishes one with every
 * signing key (`x5c`, `x5t#S256`) and its OpenAPI document requires it; node:crypto reads certificates but makes none.
 *
 * @returns the certificate as DER
 */
export function selfSignedCertificate(
  publicKey: KeyObject,
  privateKey: KeyObject,
  commonName: string,
): Buffer {
  const name = sequence(set(sequence(COMMON_NAME, utf8String(commonName))));
  const notBefore = new Date();
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notBefore.getUTCFullYear() + 10);

  const toBeSigned = sequence(
    VERSION_3,
    integer(randomBytes(16)),
    SHA256_WITH_RSA,
    name,
    sequence(utcTime(notBefore), utcTime(notAfter)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  return sequence(toBeSigned, SHA256_WITH_RSA, bitString(sign('sha256', toBeSigned, privateKey)));
}

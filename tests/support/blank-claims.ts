import { readSessionClaims, readUserProfile } from '../../src/protocol/session-claims.ts';

/** Claims of a session of which nothing is known. */
export const NO_CLAIMS = readSessionClaims({});
/** Profile of a user of whom nothing is known. */
export const NO_PROFILE = readUserProfile({});

import type { Context } from 'hono';
import { problem } from './problem.ts';

/** Visible ASCII characters (RFC 9110 field values). The length is limited, because an index row of PostgreSQL has 2,704 bytes. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Whether a request has no `Idempotency-Key`, or one that can be stored. */
export const isKeyAllowed = (key: string | undefined): boolean =>
  key === undefined || IDEMPOTENCY_KEY.test(key);

export const invalidKey = (c: Context): Response =>
  problem(c, 400, {
    code: 'idempotency_key_invalid',
    title: 'Invalid Idempotency-Key',
    detail: 'An Idempotency-Key has 1 to 255 visible ASCII characters.',
  });

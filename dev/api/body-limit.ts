import { bodyLimit } from 'hono/body-limit';
import { problem } from './problem.ts';

/**
 * Rejects a larger body with 413, based on its declared length or while it arrives.
 *
 * @param maxSize in bytes
 */
export const limitBody = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: (c) =>
      problem(c, 413, {
        code: 'body_too_large',
        title: 'Body too large',
        detail: `At most ${maxSize} bytes are accepted.`,
      }),
  });

/** Longest first segment of a path that the log quotes, characters. */
const FIRST_SEGMENT = 40;

/** The parts of an API's URL that a log may quote. Only the first segment: what follows can be user data. */
export function quotedApi({ origin, pathname }: URL): {
  readonly origin: string;
  readonly pathPrefix: string;
} {
  return { origin, pathPrefix: `/${(pathname.split('/')[1] ?? '').slice(0, FIRST_SEGMENT)}` };
}

/** What commas separate. A comma in a quoted string separates nothing. */
const ELEMENT = /(?:[^,"]|"(?:[^"\\]|\\.)*")+/g;
/** A token (RFC 9110 §5.6.2). */
const TOKEN = "[!#$%&'*+\\-.^_`|~\\w]+";
/** A parameter, after the scheme if it is the first one (RFC 9110 §11.6.1). */
const PARAMETER = new RegExp(`^(?:(${TOKEN}) +)?(${TOKEN})\\s*=\\s*(?:(${TOKEN})|"((?:[^"\\\\]|\\\\.)*)")$`);
/** A scheme without parameters, or with a token68. */
const SCHEME = new RegExp(`^(${TOKEN})(?: +[\\w\\-.~+/]+=*)?$`);
/** `max_age`, s: a non-negative integer. Nine digits are 31 years. */
const SECONDS = /^\d{1,9}$/;

/**
 * Reads from a `WWW-Authenticate` header how long ago the user may have authenticated (RFC 9470 §3).
 *
 * @returns seconds; `undefined`: the header is no such challenge, cannot be read, or asks for `acr_values`, which are not
 *   supported
 * @example
 * stepUpMaxAge('Bearer error="insufficient_user_authentication", max_age="300"'); // 300
 */
export function stepUpMaxAge(header: string): number | undefined {
  const [parameters, another] = readChallenges(header).filter(
    (each) => each.get('error') === 'insufficient_user_authentication',
  );
  if (parameters === undefined || another !== undefined || parameters.has('acr_values')) return undefined;
  const maxAge = parameters.get('max_age') ?? '';
  return SECONDS.test(maxAge) ? Number(maxAge) : undefined;
}

/** The parameters of every Bearer challenge; none if a challenge is malformed or has a parameter twice. */
function readChallenges(header: string): readonly ReadonlyMap<string, string>[] {
  const challenges: { readonly isBearer: boolean; readonly parameters: Map<string, string> }[] = [];
  for (const [element] of header.matchAll(ELEMENT)) {
    const text = element.trim();
    const [, before, name, token, quoted = ''] = PARAMETER.exec(text) ?? [];
    const scheme = name === undefined ? SCHEME.exec(text)?.[1] : before;
    if (scheme !== undefined)
      challenges.push({ isBearer: scheme.toLowerCase() === 'bearer', parameters: new Map() });
    const parameters = challenges.at(-1)?.parameters;
    if (name === undefined && (scheme !== undefined || text === '')) continue;
    const key = name?.toLowerCase();
    if (key === undefined || parameters === undefined || parameters.has(key)) return [];
    parameters.set(key, token ?? quoted.replace(/\\(.)/g, '$1'));
  }
  return challenges.flatMap(({ isBearer, parameters }) => (isBearer ? parameters : []));
}

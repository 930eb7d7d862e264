/** A rule of a file `_headers`. */
interface Rule {
  readonly path: string;
  readonly lines: readonly string[];
}

/** How a provider reads the file `_headers` for a path. */
export type HeadersOf = (file: string, path: string) => Record<string, string>;

/** Cloudflare Pages: detached headers are deleted, and a value is appended to that of an earlier rule. */
export const cloudflarePagesHeaders: HeadersOf = (file, path) => {
  const headers = new Headers();
  for (const { lines } of rulesFor(file, path)) {
    for (const line of lines) {
      if (line.startsWith('! ')) headers.delete(line.slice(2));
      else headers.append(...splitLine(line));
    }
  }
  return Object.fromEntries(headers);
};

/** Netlify: the most specific rule decides for each header. */
export const netlifyHeaders: HeadersOf = (file, path) => {
  const headers = new Headers();
  for (const { lines } of rulesFor(file, path).toSorted((a, b) => a.path.length - b.path.length))
    for (const line of lines) headers.set(...splitLine(line));
  return Object.fromEntries(headers);
};

function rulesFor(file: string, path: string): readonly Rule[] {
  return file
    .split('\n\n')
    .map((block) => block.split('\n').filter((line) => !line.startsWith('#')))
    .filter(([pattern]) => pattern?.startsWith('/'))
    .map(([pattern = '', ...lines]) => ({
      path: pattern,
      lines: lines.filter(Boolean).map((line) => line.trim()),
    }))
    .filter((rule) => matchesPath(rule.path, path));
}

/** Whether a pattern of `_headers` or `_redirects` matches a path. */
export function matchesPath(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

function splitLine(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

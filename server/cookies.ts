/**
 * Returns every value of a cookie in a `Cookie` header. Names are compared byte by byte, and only the single space
 * after a semicolon is removed. Script can set a cookie whose name begins with a Unicode space, which a trimming parser
 * would mistake for the server's cookie.
 */
export function readCookies(header: string | undefined, name: string): readonly string[] {
  return (header ?? '')
    .split(';')
    .map((pair) => (pair.startsWith(' ') ? pair.slice(1) : pair))
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}

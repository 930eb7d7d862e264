const STYLE = `
:root { color-scheme: light dark; }
body {
  max-width: 34rem;
  margin: 0 auto;
  padding: clamp(2rem, 12vh, 7rem) 1.25rem;
  background: light-dark(#f7f6f3, #17171a);
  color: light-dark(#1d1c21, #f1eff3);
  font: 1.05rem/1.55 system-ui, sans-serif;
}
h1 { font-size: 1.9rem; line-height: 1.15; letter-spacing: -0.02em; }
a { color: light-dark(#4a46a8, #b7b4ff); }
`;

/**
 * The page for AuthKit's redirect when it reaches the server: no worker was running to finish the sign-in. It has no
 * script, so nothing can read the code from the address (R21).
 *
 * @param home the path of the app's home: a checked path, which needs no escaping
 */
export function callbackFallback(home: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sign-in could not be completed</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Sign-in could not be completed</h1>
<p>The part of this app that keeps your sessions was not running when you came back. Nothing was signed in.</p>
<p><a href="${home}">Go to your organizations and sign in again</a></p>
</main>
</body>
</html>
`;
}

/** The policy of that page: its own style by its hash, and nothing else at all. */
export async function callbackFallbackPolicy(): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(STYLE)));
  const hash = btoa(String.fromCharCode(...digest));
  return [
    "default-src 'none'",
    "script-src 'none'",
    `style-src 'sha256-${hash}'`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

import { createHash } from 'node:crypto';

/** The style of every hosted page: one card, light and dark, for all screen sizes. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b24; --quiet: #5c5c6b; --card: #fff; --ground: #f3f3f7; --line: #8b8b9c; --accent: #4b45c6; --on-accent: #fff; --alarm: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #f1f1f6; --quiet: #b3b3c2; --card: #20202a; --ground: #131319; --line: #7d7d90; --accent: #a9a4ff; --on-accent: #14132e; --alarm: #ffb4ab; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 1rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 24rem; padding: 2rem; background: var(--card); border-radius: 1rem; box-shadow: 0 1px 2px rgb(0 0 0 / .1), 0 12px 32px rgb(0 0 0 / .12); }
h1 { margin: 0 0 .25rem; font-size: 1.375rem; line-height: 1.3; }
p { margin: 0 0 1.25rem; color: var(--quiet); overflow-wrap: anywhere; }
label { display: block; margin-bottom: .375rem; font-weight: 600; }
input, button { width: 100%; min-height: 2.75rem; padding: .5rem .875rem; border-radius: .625rem; font: inherit; }
input { border: 1px solid var(--line); background: transparent; color: inherit; }
input[aria-invalid=true] { border-color: var(--alarm); }
button { margin-top: .75rem; border: 1px solid transparent; background: var(--accent); color: var(--on-accent); font-weight: 600; cursor: pointer; }
button.choice { background: transparent; border-color: var(--line); color: inherit; text-align: start; }
button:hover { filter: brightness(1.1); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.error { margin: .5rem 0 0; color: var(--alarm); }
a { color: var(--accent); }
.other { margin: 1.25rem 0 0; text-align: center; }
small { display: block; margin-top: 1.5rem; color: var(--quiet); text-align: center; }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/**
 * The policy of a hosted page: no script, no frame, and only its own style.
 *
 * @param redirectUri - the final target of the page's forms. Chromium applies `form-action` to every redirect after a
 *   form, so `'self'` alone would block the redirect to the app.
 */
export function contentSecurityPolicy(redirectUri: string | undefined): string {
  const formAction = redirectUri === undefined ? "'self'" : `'self' ${new URL(redirectUri).origin}`;
  return [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    `form-action ${formAction}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

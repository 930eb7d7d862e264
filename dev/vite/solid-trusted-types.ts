import type { Plugin } from 'vite';

/** solid-js before 1.9.20 assigns the text. */
const ASSIGNMENT = /(\w+)\.innerHTML = html;/;
/** Later versions have a policy, which is set here before a template is created. */
const SETTER = /^function setTrustedTypesPolicy\(/m;
const POLICY = `globalThis.trustedTypes?.createPolicy('solid-template', { createHTML: (html) => html })`;

/**
 * Makes Solid's compiled templates compatible with Trusted Types: the one line of `solid-js/web` that parses HTML uses
 * its own policy. The compiler creates the templates; they never contain data. Add `solid-template` to
 * `policy.page.trustedTypesPolicies`.
 *
 * @example
 * const policy = { page: { trustedTypesPolicies: ['solid-template'] } };
 * export default defineConfig({ plugins: [solid(), solidTrustedTypes(), keyring({ policy })] });
 */
export function solidTrustedTypes(): Plugin {
  let isDone = false;
  return {
    name: 'solid-trusted-types',
    apply: 'build',
    transform: {
      filter: { id: /solid-js[\\/]web[\\/]dist[\\/]web\.js/ },
      handler(code) {
        isDone = true;
        if (SETTER.test(code)) return `${code}\nsetTrustedTypesPolicy(${POLICY});`;
        if (!ASSIGNMENT.test(code))
          throw new Error('solid-js/web has changed: its template assignment was not found.');
        return `${code.replace(ASSIGNMENT, '$1.innerHTML = solidTemplates.createHTML(html);')}
const solidTemplates = ${POLICY}
  ?? { createHTML: (html) => html };`;
      },
    },
    buildEnd(error) {
      // A server renders with another file. SolidStart builds both with one plugin.
      if (error === undefined && !isDone && this.environment.config.consumer === 'client')
        this.error('solid-js/web was not part of the build.');
    },
  };
}

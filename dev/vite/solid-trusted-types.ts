import type { Plugin } from 'vite';

const ASSIGNMENT = /(\w+)\.innerHTML = html;/;

/**
 * Makes Solid's compiled templates compatible with Trusted Types: the one line of `solid-js/web` that parses HTML uses
 * its own policy. The compiler creates the templates; they never contain data.
 */
export function solidTrustedTypes(): Plugin {
  let isDone = false;
  return {
    name: 'solid-trusted-types',
    apply: 'build',
    transform: {
      filter: { id: /solid-js[\\/]web[\\/]dist[\\/]web\.js/ },
      handler(code) {
        if (!ASSIGNMENT.test(code))
          throw new Error('solid-js/web has changed: its template assignment was not found.');
        isDone = true;
        return `${code.replace(ASSIGNMENT, '$1.innerHTML = solidTemplates.createHTML(html);')}
const solidTemplates = globalThis.trustedTypes?.createPolicy('solid-template', { createHTML: (html) => html })
  ?? { createHTML: (html) => html };`;
      },
    },
    buildEnd(error) {
      if (error === undefined && !isDone) this.error('solid-js/web was not part of the build.');
    },
  };
}

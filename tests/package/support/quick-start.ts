import { readFileSync } from 'node:fs';

/** The files of a section of docs/quick-start.md, as they are printed there. */
export function filesOfSection(section: string): ReadonlyMap<string, string> {
  const text = textOf(section);
  const named = text.matchAll(/^`([^`\n]+)`[^\n]*\n(?:[^`\n]+\n)*\n```tsx?\n([\s\S]*?)^```$/gm);
  return new Map([...named].map(([, path = '', code = '']) => [path, code]));
}

/** The first sample of a section. */
export function sampleOfSection(section: string): string {
  const sample = /^```ts\n([\s\S]*?)^```$/m.exec(textOf(section))?.[1];
  if (sample === undefined) throw new Error(`docs/quick-start.md has no sample in "${section}".`);
  return sample;
}

function textOf(section: string): string {
  const document = readFileSync('docs/quick-start.md', 'utf8');
  const found = document.split(/^## /m).find((each) => each.startsWith(`${section}\n`));
  if (found === undefined) throw new Error(`docs/quick-start.md has no section "${section}".`);
  return found;
}

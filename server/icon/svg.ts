import type { IconDesign } from './design.ts';

/** Encodes an icon as SVG. It contains only numbers and a colour, so an organization's name cannot inject markup. */
export function svgOf({ colour, glyphs, strokeWidth, cornerRadius, hole }: IconDesign): string {
  const cut =
    hole === undefined
      ? ''
      : `<mask id="tag"><path fill="#fff" d="M0 0h100v100H0z"/><circle cx="${hole.x}" cy="${hole.y}" r="${hole.radius}"/></mask>`;
  const mask = hole === undefined ? '' : ' mask="url(#tag)"';
  const letters = glyphs.map(
    ({ path, scale, x, y }) =>
      `<path transform="translate(${round(x)} ${round(y)}) scale(${round(scale)})" stroke-width="${round(strokeWidth / scale)}" d="${path}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">${cut}<rect width="100" height="100" rx="${cornerRadius}" fill="${colour}"${mask}/><g fill="none" stroke="#fff" stroke-linecap="round" stroke-linejoin="round">${letters.join('')}</g></svg>\n`;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

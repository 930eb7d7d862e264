// `node bench/growth-plot.mjs FILE`: draws the rows of the group `growth` in a JSON file of the bench, as docs/images/growth.svg.
import { readFileSync, writeFileSync } from 'node:fs';
import { KEYRING, PASS_THROUGH_NAME } from './kinds.mjs';

const PANEL = { width: 220, height: 150, left: 48, top: 46, gap: 44 };
const TITLES = { sessions: 'sessions', tabs: 'tabs that call at once', calls: 'calls at once' };
/** Of both color schemes: GitHub shows the file on white and on black. */
const STYLE = `text { font: 12px system-ui, sans-serif; fill: #57606a }
.axis { stroke: #8c959f } .grid { stroke: #8c959f; stroke-opacity: .3 }
.ours { stroke: #0969da; fill: #0969da } .base { stroke: #bc4c00; fill: #bc4c00 }
polyline { fill: none; stroke-width: 2 } .base polyline { stroke-dasharray: 5 4 }
@media (prefers-color-scheme: dark) { text { fill: #9198a1 } .ours { stroke: #4493f8; fill: #4493f8 } .base { stroke: #f0883e; fill: #f0883e } }`;

/** @typedef {{ name: string, numbers: { medianMs: number }, growth: { dimension: keyof typeof TITLES, count: number } }} Row */

/** @type {{ rows: Row[] }} */
const { rows } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const growth = rows.filter(({ growth: of }) => of !== undefined);
if (growth.length === 0) throw new Error('The file has no rows of the group "growth".');
const highest = Math.max(...growth.map(({ numbers }) => numbers.medianMs));
const panels = Object.entries(TITLES).map(([dimension, title], index) => {
  const own = growth.filter((row) => row.growth.dimension === dimension);
  const x = PANEL.left + index * (PANEL.width + PANEL.gap);
  return `<g transform="translate(${x} ${PANEL.top})">${drawPanel(own, title)}</g>`;
});
const width = PANEL.left + 3 * (PANEL.width + PANEL.gap);
const height = PANEL.top + PANEL.height + 46;
writeFileSync(
  'docs/images/growth.svg',
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>Time of a call against the number of sessions, tabs and concurrent calls</title>
<style>${STYLE}</style>
<text x="${PANEL.left}" y="18">Time of one call, ms. With several at once: the time of all, divided by their number.</text>
<g class="ours" transform="translate(${width - 255} 14)"><circle r="4"/><text x="9" y="4" stroke="none">${KEYRING}</text></g>
<g class="base" transform="translate(${width - 150} 14)"><circle r="4"/><text x="9" y="4" stroke="none">${PASS_THROUGH_NAME}</text></g>
${panels.join('\n')}
</svg>
`,
);

function drawPanel(/** @type {Row[]} */ own, /** @type {string} */ title) {
  const counts = [...new Set(own.map((row) => row.growth.count))];
  const xOf = (/** @type {number} */ count) => (counts.indexOf(count) + 0.5) * (PANEL.width / counts.length);
  const yOf = (/** @type {number} */ ms) => PANEL.height * (1 - ms / (highest * 1.1));
  const step = highest > 20 ? 10 : highest > 8 ? 5 : 2;
  const ticks = Array.from({ length: Math.floor((highest * 1.1) / step) }, (_, tick) => (tick + 1) * step);
  const line = (/** @type {string} */ className, /** @type {string} */ name) => {
    const points = own
      .filter((row) => row.name.endsWith(`: ${name}`))
      .map((row) => `${xOf(row.growth.count).toFixed(1)},${yOf(row.numbers.medianMs).toFixed(1)}`);
    const dots = points.map((point) => `<circle r="3.5" cx="${point.replace(',', '" cy="')}"/>`);
    return `<g class="${className}"><polyline points="${points.join(' ')}"/>${dots.join('')}</g>`;
  };
  return [
    ...ticks.map(
      (ms) =>
        `<line class="grid" x2="${PANEL.width}" y1="${yOf(ms)}" y2="${yOf(ms)}"/><text x="-6" y="${yOf(ms) + 4}" text-anchor="end">${ms}</text>`,
    ),
    `<line class="axis" x2="${PANEL.width}" y1="${PANEL.height}" y2="${PANEL.height}"/>`,
    ...counts.map(
      (count) => `<text x="${xOf(count)}" y="${PANEL.height + 18}" text-anchor="middle">${count}</text>`,
    ),
    `<text x="${PANEL.width / 2}" y="${PANEL.height + 38}" text-anchor="middle">${title}</text>`,
    line('base', PASS_THROUGH_NAME),
    line('ours', KEYRING),
  ].join('');
}

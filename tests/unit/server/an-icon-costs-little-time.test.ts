import { expect, test } from 'vitest';
import { designIcon } from '../../../server/icon/design.ts';
import { glyphsOf } from '../../../server/icon/glyphs.ts';
import { encodePng } from '../../../server/icon/png.ts';
import { rasterize } from '../../../server/icon/rasterize.ts';

/** The processor time of many runs, µs: unlike the time that passes, it says little of what else the machine does. */
async function timeOf(work: () => unknown): Promise<number> {
  // The first runs are of code that is not compiled yet.
  for (let run = 0; run < 4; run += 1) await work();
  const before = process.cpuUsage();
  for (let run = 0; run < 30; run += 1) await work();
  return process.cpuUsage(before).user;
}

test.each(['tag', 'plate'] as const)(
  'anyone may request icons, so a %s is drawn as fast as it is encoded, or about so',
  async (shape) => {
    const design = designIcon(glyphsOf('SG'), '#336699', shape);
    const pixels = rasterize(design, 512);

    const drawing = await timeOf(() => rasterize(design, 512));
    const encoding = await timeOf(() => encodePng(512, pixels));

    expect(drawing / encoding).toBeLessThan(1.6);
  },
);

import { expect, test } from '../support/attack-test.ts';
import { attacks } from './bodies/no-secret-appears-in-the-console-or-the-page.ts';

// The attacker only reads: no page may throw and the policy may refuse nothing.
test.use({ isRecorded: true, isConsoleNoisy: false });

test.setTimeout(120_000);

for (const [claim, play] of Object.entries(attacks)) {
  test(claim, async ({ attack, consoleGuard, browserName }) => {
    await play(attack);

    await expect.poll(() => consoleGuard.text).toContain('canary of the page');
    // What Chromium shows in its console too: the lines of the worker, and the browser's own about requests.
    if (browserName === 'chromium') {
      await expect.poll(() => consoleGuard.text).toContain('canary of the worker');
      expect(consoleGuard.text).toContain('Failed to load resource');
    }
    expect(attack.traffic.find(consoleGuard.text)).toBeUndefined();
  });
}

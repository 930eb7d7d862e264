import { KillLab } from '../support/kill-lab.ts';
import { timeFor } from '../support/kills.ts';
import { lengthOf } from '../support/lengths.ts';
import { noteTexts } from '../support/notes.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { openRequestsPage } from '../support/requests.ts';
import { expect, test } from '../support/test.ts';

/** Kills of the worker, each within a burst of switches. */
const KILLS = lengthOf('SWITCH_KILLS', 6);
/** Switches of a burst. Each sends a read and a write to another origin, in the turn in which the URL changes. */
const SWITCHES = 4;
/** Longest wait before a kill, ms: a burst takes about that long. */
const ROUND = 80;

test.setTimeout(timeFor(KILLS));

// A server of its own: the tests that follow look for the example notes.
test.use({ serverEnvironment: { STATE: 'memory' } });

test(`R10: with ${KILLS} kills in switches, a call to another origin is of the organization of its URL, or it is refused`, async ({
  page,
  server,
  authKit,
}) => {
  const lab = await KillLab.open(page, authKit, [ACME, GLOBEX]);
  await openRequestsPage(page, ACME);
  await page.evaluate(async () => {
    const organizationChange = new window.keyring.OrganizationChange();
    await organizationChange.start();
    Object.assign(window, { organizationChange });
  });
  const outcomes: Record<string, number> = {};
  for (let round = 0; round < KILLS; round += 1) {
    const switching = page.evaluate(
      async ([api, count]) => {
        const { organizationChange } = window as unknown as {
          organizationChange: InstanceType<typeof window.keyring.OrganizationChange>;
        };
        const seen: string[] = [];
        const call = async (slug: string): Promise<void> => {
          const text = `written at ${slug}`;
          const headers = { 'Content-Type': 'application/json' };
          const written = fetch(`${api}/api/notes`, {
            method: 'POST',
            headers,
            body: JSON.stringify({ text }),
          });
          try {
            const response = await fetch(`${api}/api/me`);
            const { organization, code } = await response.json();
            if (organization === undefined) seen.push(code);
            else seen.push(organization.slug === slug ? 'right' : `${organization.slug} for ${slug}`);
          } catch {
            seen.push('cut-off');
          }
          await written.catch(() => {});
        };
        for (let index = 0; index < count; index += 1) {
          const slug = location.pathname.startsWith('/acme/') ? 'globex' : 'acme';
          const to = `/${slug}/nothing-here.txt`;
          await new Promise((resolve) =>
            organizationChange.takeOver(to, {
              commit: () => {
                history.pushState(null, '', to);
                resolve(call(slug));
              },
            }),
          );
        }
        return seen;
      },
      [server.otherApiOrigin, SWITCHES] as const,
    );
    await lab.killWithin(ROUND);
    for (const outcome of await switching) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  console.log(lab.report(outcomes));
  const { right, 'cut-off': _cutOff, temporarily_unavailable: _refused, ...wrong } = outcomes;
  expect(wrong).toEqual({});
  expect(right).toBeGreaterThan(0);
  expect(lab.kills).toBeGreaterThan(0);
  for (const [organization, other] of [
    [ACME, GLOBEX],
    [GLOBEX, ACME],
  ] as const) {
    const written = (await noteTexts(page, organization)).filter((text) => text.startsWith('written at'));
    expect(written).not.toContain(`written at ${other.slug}`);
  }
});

import { describe, expect, test } from 'vitest';
import { parseOrganizationId } from '../../../../src/protocol/organization-id.ts';
import { keyringErrorOf } from '../../support/errors.ts';
import { settle } from '../../support/fake-platform.ts';
import { createKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX, slug } from '../../support/people.ts';

/** The id of an organization that this device does not know. */
const INITECH = parseOrganizationId('org_initech');
if (INITECH === undefined) throw new Error('That is an id.');

describe('R13: the directory', () => {
  test('asks the back end once a minute', async () => {
    const { directory, backEnd, platform } = createKeyring();
    for (let second = 0; second < 60; second += 1) {
      expect(await directory.find(ACME.slug)).toEqual(ACME);
      platform.time += 1000;
    }
    expect(backEnd.lookups).toEqual(['acme']);
    await directory.find(ACME.slug);
    expect(backEnd.lookups).toEqual(['acme', 'acme']);
  });

  test('verifies organizations in use while a page is visible, so that no call waits for it', async () => {
    const { directory, manager, backEnd, platform } = createKeyring();
    await directory.find(ACME.slug);
    for (let round = 0; round < 10; round += 1) {
      platform.time += 31_000;
      await manager.keepWarm();
      await settle();
      backEnd.lookups.length = 0;
      expect(await directory.find(ACME.slug)).toEqual(ACME);
      expect(backEnd.lookups).toEqual([]);
    }
  });

  test('no longer verifies an organization that no call used for two minutes', async () => {
    const { directory, manager, backEnd, platform } = createKeyring();
    await directory.find(ACME.slug);
    await directory.find(ACME.slug);
    platform.time += 121_000;
    await manager.keepWarm();
    await settle();
    expect(backEnd.lookups).toEqual(['acme']);
  });

  test('asks at once when it is told to verify', async () => {
    const { directory, backEnd } = createKeyring();
    await directory.find(ACME.slug);
    await directory.find(ACME.slug, true);
    expect(backEnd.lookups).toEqual(['acme', 'acme']);
  });

  test('asks once for a page whose organization it has prepared, and again for the next page', async () => {
    const { directory, backEnd } = createKeyring();
    directory.prepare(ACME.slug);
    await settle();
    expect(await directory.find(ACME.slug, true)).toEqual(ACME);
    expect(backEnd.lookups).toEqual(['acme']);
    await directory.find(ACME.slug, true);
    expect(backEnd.lookups).toEqual(['acme', 'acme']);
  });

  test('asks again for a page that opens five seconds after the preparation, or after one that failed', async () => {
    const { directory, backEnd, platform } = createKeyring();
    directory.prepare(ACME.slug);
    await settle();
    platform.time += 5_000;
    await directory.find(ACME.slug, true);
    expect(backEnd.lookups).toEqual(['acme', 'acme']);
    backEnd.isUp = false;
    directory.prepare(GLOBEX.slug);
    await settle();
    backEnd.isUp = true;
    expect(await directory.find(GLOBEX.slug, true)).toEqual(GLOBEX);
  });

  test('asks once for many who ask together', async () => {
    const { directory, backEnd } = createKeyring();
    await Promise.all(Array.from({ length: 20 }, () => directory.find(ACME.slug)));
    expect(backEnd.lookups).toEqual(['acme']);
  });

  test('serves its entries while the back end is down, also after a restart', async () => {
    const first = createKeyring();
    await first.directory.find(ACME.slug);
    first.backEnd.isUp = false;
    first.platform.time += 7 * 24 * 3_600_000;
    expect(await first.directory.find(ACME.slug)).toEqual(ACME);
    expect(await first.restart().directory.find(ACME.slug)).toEqual(ACME);
  });

  test('waits no longer than 2 s for a back end that hangs', async () => {
    const { directory, backEnd, platform } = createKeyring();
    await directory.find(ACME.slug);
    platform.time += 61_000;
    backEnd.fetchBySlug = () => new Promise(() => {});
    const found = directory.find(ACME.slug);
    await platform.advance(2_000);
    expect(await found).toEqual(ACME);
  });

  test.each([
    ['hangs', () => new Promise<never>(() => {})],
    ['is down', () => Promise.reject(new Error('the back end is down'))],
  ])(
    'asks a back end that %s no more than once in ten seconds, and no call waits in between',
    async (_how, answer) => {
      const { directory, backEnd, platform } = createKeyring();
      await directory.find(ACME.slug);
      platform.time += 61_000;
      let asked = 0;
      backEnd.fetchBySlug = () => {
        asked += 1;
        return answer();
      };
      const first = directory.find(ACME.slug);
      await platform.advance(2_000);
      await first;
      const { sleeping } = platform;
      for (let call = 0; call < 8; call += 1) {
        expect(await directory.find(ACME.slug)).toEqual(ACME);
        platform.time += 1_000;
      }
      expect([asked, platform.sleeping]).toEqual([1, sleeping]);
    },
  );

  test('asks again after those ten seconds, and uses the response', async () => {
    const { directory, backEnd, platform } = createKeyring();
    await directory.find(ACME.slug);
    platform.time += 61_000;
    backEnd.isUp = false;
    await directory.find(ACME.slug);
    backEnd.isUp = true;
    backEnd.organizations.set('acme', { ...ACME, id: 'org_other' });
    platform.time += 9_999;
    expect(await directory.find(ACME.slug)).toEqual(ACME);
    platform.time += 1;
    expect(await directory.find(ACME.slug)).toMatchObject({ id: 'org_other' });
  });

  test('asks at once if it has to verify, even while an earlier request is pending', async () => {
    const { directory, backEnd, platform } = createKeyring();
    await directory.find(ACME.slug);
    platform.time += 61_000;
    backEnd.isUp = false;
    await directory.find(ACME.slug);
    backEnd.isUp = true;
    backEnd.organizations.set('acme', { ...ACME, id: 'org_other' });
    expect(await directory.find(ACME.slug, true)).toMatchObject({ id: 'org_other' });
  });

  test('stores a response that arrived too late for its caller', async () => {
    const { directory, backEnd, platform } = createKeyring();
    await directory.find(ACME.slug);
    platform.time += 61_000;
    backEnd.fetchBySlug = async () => {
      await platform.delay(5_000);
      return { ...ACME, id: 'org_other' };
    };
    const found = directory.find(ACME.slug);
    await platform.advance(2_000);
    expect(await found).toEqual(ACME);
    await platform.advance(3_000);
    expect(await directory.find(ACME.slug)).toMatchObject({ id: 'org_other' });
  });

  test('remembers that a slug is gone, and keeps its name for a session that may still be here', async () => {
    const { directory, backEnd, platform } = createKeyring();
    await directory.find(ACME.slug);
    backEnd.organizations.delete('acme');
    platform.time += 61_000;
    expect(await keyringErrorOf(directory.find(ACME.slug))).toMatchObject({ code: 'organization_unknown' });
    backEnd.isUp = false;
    expect(await keyringErrorOf(directory.find(ACME.slug))).toMatchObject({ code: 'organization_unknown' });
    expect(await directory.all()).toEqual([ACME]);
  });

  test.each([
    [true, 'temporarily_unavailable'],
    [false, 'offline'],
  ])('knows what it does not know (online: %s): %s', async (online, code) => {
    const { directory, backEnd, platform } = createKeyring();
    backEnd.isUp = false;
    platform.online = online;
    expect(await keyringErrorOf(directory.find(ACME.slug))).toMatchObject({ code, organizationSlug: 'acme' });
  });

  test.each([
    ['no record', 'a page of HTML'],
    ['no id', { slug: 'acme', name: 'Acme' }],
    ['a slug that is none', { ...ACME, slug: '__proto__' }],
  ])('rejects a response with %s', async (_why, answer) => {
    const { directory, backEnd } = createKeyring();
    backEnd.organizations.set('acme', answer);
    backEnd.organizations.set(INITECH, answer);
    for (const found of [directory.find(ACME.slug), directory.findWithId(INITECH)])
      expect(await keyringErrorOf(found)).toMatchObject({ code: 'temporarily_unavailable' });
    expect(await directory.all()).toEqual([]);
  });

  test('rejects a response about another slug', async () => {
    const { directory, backEnd } = createKeyring();
    backEnd.organizations.set('acme', GLOBEX);
    expect(await keyringErrorOf(directory.find(ACME.slug))).toMatchObject({ code: 'organization_unknown' });
    expect(await directory.all()).toEqual([]);
  });

  test('finds an organization by its id, and stores it under its slug', async () => {
    const { directory, backEnd } = createKeyring();
    const initech = { id: INITECH, slug: 'initech', name: 'Initech' };
    backEnd.organizations.set(INITECH, initech);
    backEnd.organizations.set('initech', initech);
    expect(await directory.findWithId(INITECH)).toEqual(initech);
    expect(await directory.findWithId(INITECH)).toEqual(initech);
    expect(await directory.find(slug('initech'))).toEqual(initech);
    expect(backEnd.lookups).toEqual([INITECH]);
  });

  test('asks for an id again if its slug has got another organization', async () => {
    const { directory, backEnd, platform } = createKeyring();
    const initech = { id: INITECH, slug: 'initech', name: 'Initech' };
    backEnd.organizations.set('initech', initech);
    await directory.find(slug('initech'));
    platform.time += 61_000;
    backEnd.organizations.set('initech', { ...initech, id: 'org_other' });
    backEnd.organizations.set(INITECH, { ...initech, slug: 'initech-2' });
    expect(await directory.findWithId(INITECH)).toEqual({ ...initech, slug: 'initech-2' });
  });

  test.each([
    ['none', null],
    ['another organization', GLOBEX],
  ])('does not know an id for which the back end names %s', async (_what, answer) => {
    const { directory, backEnd } = createKeyring();
    backEnd.organizations.set(INITECH, answer);
    expect(await keyringErrorOf(directory.findWithId(INITECH))).toMatchObject({
      code: 'organization_unknown',
      organizationSlug: INITECH,
    });
    expect(await directory.all()).toEqual([]);
  });

  test('keeps what a sign-in requires, which a look-up by slug does not say, for the same organization only', async () => {
    const { directory, backEnd, platform } = createKeyring();
    const strict = { ...ACME, requires: 'sso' };
    backEnd.organizations.set('acme', strict);
    await directory.find(ACME.slug);
    for (const [named, expected] of [
      [ACME, strict],
      [
        { ...ACME, id: 'org_other' },
        { ...ACME, id: 'org_other' },
      ],
    ]) {
      platform.time += 61_000;
      backEnd.organizations.set('acme', named);
      expect(await directory.find(ACME.slug)).toEqual(expected);
    }
  });

  test('tells the pages when an organization is gone and when it is back, once each', async () => {
    const { directory, backEnd, platform, told } = createKeyring();
    await directory.find(ACME.slug);
    const counts: number[] = [];
    for (const answer of [null, null, ACME, ACME]) {
      platform.time += 61_000;
      backEnd.organizations.set('acme', answer);
      await directory.find(ACME.slug).catch(() => {});
      counts.push(told.organizations);
    }
    expect(counts).toEqual([1, 1, 2, 2]);
  });

  test('does not verify an organization again that was just verified', async () => {
    const { directory, manager, backEnd, platform } = createKeyring();
    await directory.find(ACME.slug);
    await directory.find(ACME.slug);
    platform.time += 29_000;
    await manager.keepWarm();
    await settle();
    expect(backEnd.lookups).toEqual(['acme']);
  });

  test('looks up an unknown slug each time, and names it', async () => {
    const { directory, backEnd } = createKeyring();
    for (let call = 0; call < 2; call += 1) {
      const error = await keyringErrorOf(directory.find(slug('nowhere')));
      expect(error).toMatchObject({ code: 'organization_unknown', organizationSlug: 'nowhere' });
    }
    expect(backEnd.lookups).toEqual(['nowhere', 'nowhere']);
  });

  test('R26: a clock that jumps makes it ask again, and no more', async () => {
    const { directory, backEnd, platform } = createKeyring();
    await directory.find(ACME.slug);
    platform.time -= 24 * 3_600_000;
    await directory.find(ACME.slug);
    await directory.find(ACME.slug);
    await settle();
    expect(backEnd.lookups).toEqual(['acme', 'acme']);
  });
});

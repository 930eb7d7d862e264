import { type Accessor, createMemo } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';

/**
 * Keeps the order of organizations while they are on the screen. Added ones come last.
 *
 * To point at an organization can open its session, which gives it another place in the list. If it moved, a click would
 * open the organization that took its place, and a focused link would lose the keyboard focus.
 *
 * @param organizations in the order for the next time that they are shown
 */
export function createSteadyOrder(
  organizations: () => readonly SessionStatus[],
): Accessor<readonly SessionStatus[]> {
  return createMemo<readonly SessionStatus[]>((before) => {
    const places = new Map(before.map(({ organization }, place) => [organization.id, place]));
    const placeOf = ({ organization }: SessionStatus): number => places.get(organization.id) ?? places.size;
    return [...organizations()].sort((a, b) => placeOf(a) - placeOf(b));
  }, []);
}

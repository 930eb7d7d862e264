import { type Accessor, createMemo, For, type JSX, Show } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';

/**
 * Renders one element per organization, keyed by id. When a state changes or the list is read again, the element stays
 * and only its text changes. A new element would lose the keyboard focus.
 */
export function ForOrganizations(props: {
  each: readonly SessionStatus[];
  children: (status: Accessor<SessionStatus>) => JSX.Element;
}) {
  const byId = createMemo(() => new Map(props.each.map((status) => [status.organization.id, status])));
  const ids = createMemo<readonly string[]>(() => [...byId().keys()], [], { equals: isSame });
  return (
    <For each={ids()}>{(id) => <Show when={byId().get(id)}>{(status) => props.children(status)}</Show>}</For>
  );
}

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join();

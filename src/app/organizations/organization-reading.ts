import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup, untrack } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { areOthers, usersOf, whoIsWhere } from './who-is-where.ts';

/** Debounce, ms: several sessions often change together, and the list is then read once. */
const DEBOUNCE = 300;

/** The organizations as the worker listed them. Their sessions may have changed since. */
export interface OrganizationReading {
  readonly listed: Accessor<readonly SessionStatus[]>;
  /** Whether the list contains all organizations that are known on this device. A list before that would grow at once. */
  readonly isKnown: Accessor<boolean>;
  /** `loading` until the first response; `failed` if the list may lack organizations without a session. */
  readonly state: Accessor<'loading' | 'ready' | 'failed'>;
  readonly isReading: Accessor<boolean>;
  /** Reads the list again. The current list stays until the response arrives. */
  readonly refresh: () => void;
}

/** A list with the ids of the users who were signed in when it was read. */
interface ReadList {
  readonly organizations: readonly SessionStatus[];
  readonly users: readonly string[];
}

/** Reads the organizations now, and again when a user signs in or out. It hides a list that it read for other users. */
export function createOrganizationReading(): OrganizationReading {
  const { keyring, sessions, withoutOrganization } = useKeyring();
  const [read, setRead] = createSignal<ReadList>({ organizations: [], users: [] });
  const [state, setState] = createSignal<'loading' | 'ready' | 'failed'>('loading');
  const [isKnown, setKnown] = createSignal(false);
  const [isReading, setReading] = createSignal(false);
  const users = createMemo(() => usersOf(sessions(), withoutOrganization()));
  const isOfOthers = createMemo(() => areOthers(read().users, users()));
  const listed = createMemo(() => (isOfOthers() ? [] : read().organizations));
  let turn = 0;

  const refresh = (): void => {
    turn += 1;
    const mine = turn;
    const ofUsers = untrack(users);
    setReading(true);
    keyring.listOrganizations().then(
      (organizations) => {
        if (mine !== turn) return;
        setRead({ organizations, users: ofUsers });
        setKnown(true);
        setState('ready');
        setReading(false);
      },
      () => {
        if (mine !== turn) return;
        setRead({ organizations: listed(), users: ofUsers });
        setState('failed');
        setReading(false);
      },
    );
  };

  // A token refresh does not change this value. Reading the list may refresh tokens, and must not trigger the next
  // read.
  const where = createMemo(() => whoIsWhere(sessions(), withoutOrganization()));
  createEffect(
    on(
      where,
      () => {
        const timer = setTimeout(refresh, DEBOUNCE);
        onCleanup(() => clearTimeout(timer));
      },
      { defer: true },
    ),
  );
  onCleanup(
    keyring.onEvent((event) => {
      if (event.type === 'organizations-changed') refresh();
    }),
  );
  keyring.listKnownOrganizations().then(
    (known) => {
      if (state() === 'loading') setRead({ organizations: known, users: users() });
      setKnown(true);
    },
    // An older worker does not know the request.
    () => setKnown(true),
  );
  refresh();
  return { listed, isKnown: () => isKnown() && !isOfOthers(), state, isReading, refresh };
}

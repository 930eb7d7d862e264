import { useLocation } from '@solidjs/router';
import {
  type Accessor,
  createContext,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  type ParentProps,
  untrack,
  useContext,
} from 'solid-js';
import {
  isUsable,
  type Organization,
  organizationSlugOfPath,
  type SessionStatus,
} from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { stateWords } from '../sessions/session-words.ts';
import { isOnline } from '../ui/connection.ts';
import { now } from '../ui/time-words.ts';
import { accountsOf } from './accounts.ts';
import { deleteSlugs, recordSlug } from './known-slugs.ts';
import { isOver, sorted, withLiveStates } from './organization-list.ts';
import { clearUses, recentIds, recordUse } from './recent-organizations.ts';
import { sameNamed } from './same-names.ts';
import { areOthers, usersOf, whoIsWhere } from './who-is-where.ts';

/** Debounce, ms: several sessions often change together, and the list is then read once. */
const DEBOUNCE = 300;

/** Every organization of the users signed in on this device. */
export interface Organizations {
  /**
   * All organizations with their live state. Order: this tab's organization, the most recently used on this device,
   * organizations with a usable session, then by name.
   */
  readonly list: Accessor<readonly SessionStatus[]>;
  /** Whether the list contains all organizations that are known on this device. A list before that would grow at once. */
  readonly isKnown: Accessor<boolean>;
  /** `loading` until the first response; `failed` if the list may lack organizations without a session. */
  readonly state: Accessor<'loading' | 'ready' | 'failed'>;
  /** Reads the list again. The current list stays until the response arrives. */
  readonly refresh: () => void;
  /** The current state of an organization's session as text. */
  readonly stateWords: (status: SessionStatus) => string;
  /** The slug of an organization whose name another one also has, to tell them apart; `undefined` for all others. */
  readonly slugToShow: (organization: Organization) => string | undefined;
}

/** A list of organizations. */
interface ReadList {
  readonly organizations: readonly SessionStatus[];
  /** Ids of the users who were signed in when it was read. */
  readonly users: readonly string[];
}

const Context = createContext<Organizations>();

/** Reads the organizations once for the whole app, and again when a user signs in or out. */
export function OrganizationsProvider(props: ParentProps) {
  const { keyring, sessions, unnamed, withoutOrganization } = useKeyring();
  const [read, setRead] = createSignal<ReadList>({ organizations: [], users: [] });
  const [state, setState] = createSignal<'loading' | 'ready' | 'failed'>('loading');
  const [isKnown, setKnown] = createSignal(false);
  let turn = 0;

  const users = createMemo(() => usersOf(sessions(), withoutOrganization()));
  const isOfOthers = createMemo(() => areOthers(read().users, users()));
  /** Nobody may see the list of the users before. */
  const listed = createMemo(() => (isOfOthers() ? [] : read().organizations));

  const refresh = (): void => {
    turn += 1;
    const mine = turn;
    const ofUsers = untrack(users);
    keyring.listOrganizations().then(
      (organizations) => {
        if (mine !== turn) return;
        setRead({ organizations, users: ofUsers });
        setKnown(true);
        setState('ready');
      },
      () => {
        if (mine !== turn) return;
        setRead({ organizations: listed(), users: ofUsers });
        setState('failed');
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

  const usedId = createUsedId(sessions);
  const isSignedIn = createMemo(
    () => sessions().length + unnamed() > 0 || withoutOrganization() !== undefined,
  );
  // Organizations that the user has left. Only a list that was just read can tell.
  const isLeft = ({ organization, session }: SessionStatus): boolean =>
    state() === 'ready' &&
    isOver(session) &&
    !listed().some(({ organization: { id } }) => id === organization.id);
  const list = createMemo(() =>
    sorted(
      withLiveStates(
        isSignedIn() ? listed() : [],
        sessions().filter((status) => !isLeft(status)),
      ),
      [usedId() ?? '', ...recentIds()],
    ),
  );
  const hasSeveralAccounts = createMemo(() => accountsOf(sessions()).length > 1);
  const words = (status: SessionStatus): string =>
    stateWords(status, {
      now: now(),
      isOnline: isOnline(),
      hasSeveralAccounts: hasSeveralAccounts(),
    });
  const ambiguous = createMemo(() => sameNamed(list()));
  const slugToShow = ({ id, slug }: Organization) => (ambiguous().has(id) ? slug : undefined);
  return (
    <Context.Provider
      value={{
        list,
        isKnown: () => isKnown() && !isOfOthers(),
        state,
        refresh,
        stateWords: words,
        slugToShow,
      }}
    >
      {props.children}
    </Context.Provider>
  );
}

/** The organizations of the nearest {@link OrganizationsProvider}. */
export function useOrganizations(): Organizations {
  const context = useContext(Context);
  if (context === undefined) throw new Error('useOrganizations is used outside of <OrganizationsProvider>');
  return context;
}

/** The organization that is open in this tab with a usable session. It is stored as the most recently used one. */
function createUsedId(sessions: Accessor<readonly SessionStatus[]>): Accessor<string | undefined> {
  const location = useLocation();
  const used = createMemo(
    () => {
      const slug = organizationSlugOfPath(location.pathname);
      const status = sessions().find(({ organization }) => organization.slug === slug);
      return status !== undefined && isUsable(status.session) ? status.organization : undefined;
    },
    undefined,
    { equals: (one, other) => one?.id === other?.id && one?.slug === other?.slug },
  );
  createEffect(() => {
    const organization = used();
    if (organization !== undefined) {
      recordUse(organization.id);
      recordSlug(organization.slug);
    }
    // No session is left: the user signed out everywhere.
    else if (sessions().length === 0) {
      clearUses();
      deleteSlugs();
    }
  });
  return () => used()?.id;
}

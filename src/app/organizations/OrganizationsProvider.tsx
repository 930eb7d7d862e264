import { useLocation } from '@solidjs/router';
import {
  type Accessor,
  createContext,
  createEffect,
  createMemo,
  type ParentProps,
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
import { createOrganizationReading, type OrganizationReading } from './organization-reading.ts';
import { clearUses, recentIds, recordUse } from './recent-organizations.ts';
import { sameNamed } from './same-names.ts';

/** Every organization of the users signed in on this device. */
export interface Organizations
  extends Pick<OrganizationReading, 'isKnown' | 'state' | 'isReading' | 'refresh'> {
  /**
   * All organizations with their live state. Order: this tab's organization, the most recently used on this device,
   * organizations with a usable session, then by name.
   */
  readonly list: Accessor<readonly SessionStatus[]>;
  /** The current state of an organization's session as text. */
  readonly stateWords: (status: SessionStatus) => string;
  /** The slug of an organization whose name another one also has, to tell them apart; `undefined` for all others. */
  readonly slugToShow: (organization: Organization) => string | undefined;
}

const Context = createContext<Organizations>();

/** Reads the organizations once for the whole app, and again when a user signs in or out. */
export function OrganizationsProvider(props: ParentProps) {
  const { sessions, unnamed, withoutOrganization } = useKeyring();
  const { listed, isKnown, state, isReading, refresh } = createOrganizationReading();
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
    <Context.Provider value={{ list, isKnown, state, isReading, refresh, stateWords: words, slugToShow }}>
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

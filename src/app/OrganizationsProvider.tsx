import {
  type Accessor,
  createContext,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  type ParentProps,
  useContext,
} from 'solid-js';
import { isUsable, type SessionStatus } from '../client/index.ts';
import { useKeyring } from '../solid/index.ts';

/** Several sessions often change together; the list is read once for all of them. ms */
const DEBOUNCE = 300;

/** Every organization of the people signed in here. */
export interface Organizations {
  /** Usable ones first, then by name; each with its state as of now. */
  readonly list: Accessor<readonly SessionStatus[]>;
  /** `loading` until the first answer; `failed`: the list may lack organizations without a session. */
  readonly state: Accessor<'loading' | 'ready' | 'failed'>;
  /** Reads the list anew; what is shown stays until the answer is there. */
  readonly refresh: () => void;
}

const Context = createContext<Organizations>();

/** Reads the organizations once for the whole app, and again when somebody signs in or out. */
export function OrganizationsProvider(props: ParentProps) {
  const { keyring, sessions } = useKeyring();
  const [listed, setListed] = createSignal<readonly SessionStatus[]>([]);
  const [state, setState] = createSignal<'loading' | 'ready' | 'failed'>('loading');
  let turn = 0;

  const refresh = (): void => {
    turn += 1;
    const mine = turn;
    keyring.listOrganizations().then(
      (organizations) => {
        if (mine !== turn) return;
        setListed(organizations);
        setState('ready');
      },
      () => mine === turn && setState('failed'),
    );
  };

  // Who is signed in where, and nothing of refreshes: reading the list may itself renew tokens, and must not
  // thereby cause the next reading.
  const whoIsWhere = createMemo(() => sessions().map(identityOf).sort().join());
  createEffect(
    on(
      whoIsWhere,
      () => {
        const timer = setTimeout(refresh, DEBOUNCE);
        onCleanup(() => clearTimeout(timer));
      },
      { defer: true },
    ),
  );
  refresh();

  const list = createMemo(() => withLiveStates(listed(), sessions()));
  return <Context.Provider value={{ list, state, refresh }}>{props.children}</Context.Provider>;
}

/** The organizations of the nearest {@link OrganizationsProvider}. */
export function useOrganizations(): Organizations {
  const context = useContext(Context);
  if (context === undefined) throw new Error('useOrganizations is used outside of <OrganizationsProvider>');
  return context;
}

function identityOf({ organization, session }: SessionStatus): string {
  const user = 'user' in session ? (session.user?.id ?? '') : '';
  return `${organization.id}:${isUsable(session) ? 'usable' : session.status}:${user}`;
}

/** The list is as old as its last reading, the sessions are live: their state wins. */
function withLiveStates(
  listed: readonly SessionStatus[],
  sessions: readonly SessionStatus[],
): readonly SessionStatus[] {
  const byId = new Map([...listed, ...sessions].map((status) => [status.organization.id, status]));
  return [...byId.values()].sort(
    (a, b) =>
      Number(isUsable(b.session)) - Number(isUsable(a.session)) ||
      a.organization.name.localeCompare(b.organization.name, 'en', { numeric: true }),
  );
}

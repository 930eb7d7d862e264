import type { UsableSession } from '../../client/index.ts';
import { Moment } from '../ui/Moment.tsx';
import { now } from '../ui/time-words.ts';

/** When the access token of a session ends; a token that has ended is no trouble, it is renewed when it is needed. */
export function Expiry(props: { session: UsableSession }) {
  return (
    <>
      {props.session.status === 'refreshing' ? (
        'being renewed'
      ) : props.session.accessTokenExpiresAt > now() ? (
        <Moment at={props.session.accessTokenExpiresAt} isToCome />
      ) : (
        'renewed at the next use'
      )}
    </>
  );
}

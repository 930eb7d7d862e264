import type { UsableSession } from '../../client/index.ts';
import { Moment } from '../ui/Moment.tsx';
import { now } from '../ui/time-words.ts';

/** When the access token of a session expires. An expired token is refreshed at its next use. */
export function Expiry(props: { session: UsableSession }) {
  return (
    <>
      {props.session.status === 'refreshing' ? (
        'being refreshed'
      ) : props.session.accessTokenExpiresAt > now() ? (
        <Moment at={props.session.accessTokenExpiresAt} isToCome />
      ) : (
        'refreshed at the next use'
      )}
    </>
  );
}

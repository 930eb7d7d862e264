import { exactTime, now, timeWords } from './time-words.ts';

/**
 * A moment in words that follow the clock, with the exact time behind them.
 *
 * @param props.isToCome whether it may lie ahead; otherwise what just happened is never said to
 */
export function Moment(props: { at: number; isToCome?: boolean }) {
  // The clock of the words moves every ten seconds only.
  const seenAt = () => (props.isToCome ? props.at : Math.min(props.at, now()));
  return (
    <time datetime={new Date(props.at).toISOString()} title={exactTime(props.at)}>
      {timeWords(seenAt(), now())}
    </time>
  );
}

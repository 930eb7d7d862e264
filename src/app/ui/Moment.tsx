import { exactTime, now, timeWords } from './time-words.ts';

/**
 * A time as relative text that follows the clock, with the exact time as its title.
 *
 * @param props.isToCome whether the time may be in the future; otherwise a future time is shown as now
 */
export function Moment(props: { at: number; isToCome?: boolean }) {
  // `now` changes only every ten seconds, so a recent time can be later than `now`.
  const seenAt = () => (props.isToCome ? props.at : Math.min(props.at, now()));
  return (
    <time datetime={new Date(props.at).toISOString()} title={exactTime(props.at)}>
      {timeWords(seenAt(), now())}
    </time>
  );
}

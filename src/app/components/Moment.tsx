import { exactTime, now, timeWords } from '../time-words.ts';

/** A moment in words that follow the clock, with the exact time behind them. */
export function Moment(props: { at: number }) {
  return (
    <time datetime={new Date(props.at).toISOString()} title={exactTime(props.at)}>
      {timeWords(props.at, now())}
    </time>
  );
}

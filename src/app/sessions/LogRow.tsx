import type { LogEntry } from '../../client/index.ts';
import { detailWords, eventWords, figureWords } from './log-words.ts';

const CLOCK = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' });

/** One entry of the worker's activity log. */
export function LogRow(props: { entry: LogEntry; nameOf: (id: string) => string }) {
  const at = () => new Date(props.entry.at);
  const organization = () =>
    props.entry.organizationId === null ? '–' : props.nameOf(props.entry.organizationId);
  return (
    <tr>
      <td data-label="When">
        <time datetime={at().toISOString()} title={at().toLocaleString('en')}>
          {CLOCK.format(at())}
        </time>
      </td>
      <td data-label="Organization">{organization()}</td>
      <th scope="row">{eventWords(props.entry)}</th>
      <td data-label="Details">{detailWords(props.entry)}</td>
      <td data-label="Figures">{figureWords(props.entry)}</td>
    </tr>
  );
}

import { type JSX, type ParentProps, Show } from 'solid-js';
import { PageTitle } from './PageTitle.tsx';

/** A page with one message and the actions that follow from it. */
export function MessagePage(
  props: ParentProps<{ heading: string; icon?: JSX.Element; actions?: JSX.Element }>,
) {
  return (
    <section class="message">
      <PageTitle title={props.heading} />
      <Show when={props.icon}>
        <div class="message-icon">{props.icon}</div>
      </Show>
      <h1>{props.heading}</h1>
      {props.children}
      <Show when={props.actions}>
        <div class="actions">{props.actions}</div>
      </Show>
    </section>
  );
}

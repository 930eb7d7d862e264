import { createUniqueId, For, type JSX, type ParentProps } from 'solid-js';

/** A card of names and values. */
export function Facts(
  props: ParentProps<{ heading: string; facts: readonly (readonly [string, JSX.Element])[] }>,
) {
  const id = createUniqueId();
  return (
    <section class="card facts" aria-labelledby={id}>
      <h2 id={id}>{props.heading}</h2>
      <dl>
        <For each={props.facts}>
          {([name, value]) => (
            <div class="fact">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          )}
        </For>
      </dl>
      {props.children}
    </section>
  );
}

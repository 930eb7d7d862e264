import { createEffect } from 'solid-js';

/** The name of the app, after every page's own title. */
const APP = 'Keyring';

/** Sets the document's title while it is rendered. */
export function PageTitle(props: { title: string }) {
  createEffect(() => {
    document.title = `${props.title} · ${APP}`;
  });
  return null;
}

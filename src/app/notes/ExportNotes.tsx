import { type Organization, type OrganizationKey, orgFetch } from '../../client/index.ts';
import { ActionStatus } from '../ui/ActionStatus.tsx';
import { createAction } from '../ui/create-action.ts';
import { readJson } from '../ui/problem.ts';

/** Request timeout, ms. */
const LIMIT = 30_000;

/** Saves all notes of an organization as a file. Show it to admins only; the API refuses all other users. */
export function ExportNotesButton(props: { organization: Organization }) {
  const { run, isBusy, problem } = createAction();
  const exportNotes = async (): Promise<void> =>
    save(await readExport(props.organization.slug), `${props.organization.slug}-notes.json`);
  return (
    <>
      <button type="button" class="button" aria-disabled={isBusy()} onClick={() => void run(exportNotes)}>
        Export notes
      </button>
      <ActionStatus isBusy={isBusy()} progress="Exporting the notes…" problem={problem()} />
    </>
  );
}

async function readExport(slug: OrganizationKey): Promise<Blob> {
  const response = await orgFetch(slug, '/api/notes/export', { signal: AbortSignal.timeout(LIMIT) });
  const text = JSON.stringify(await readJson(response), null, 2);
  return new Blob([text], { type: 'application/json' });
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken the file over once the click has returned.
  URL.revokeObjectURL(link.href);
}

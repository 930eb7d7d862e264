import { AllOrganizationsLink } from '../ui/AllOrganizationsLink.tsx';

/** The actions of a page whose sign-in could not start. */
export function RetryActions(props: { onRetry: () => void }) {
  return (
    <>
      <button type="button" class="button button-primary" onClick={() => props.onRetry()}>
        Try again
      </button>
      <AllOrganizationsLink />
    </>
  );
}

import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { APIError } from '../../core/session';
import { explain, t } from '../../locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { circleAlertIcon } from '../../ui/icons';
import { Banner } from '../../ui/parts';

interface FormDialogProps {
  title: string;
  size?: 'small' | 'normal';
  /** The word on the button that sends, and on it while that is under way. */
  verb: string;
  sending?: string;
  /** There is a button to leave it too. */
  leave?: boolean;
  /** Whether what was filled in may be sent. */
  complete: boolean;
  /** Sends it. When it fails, why is told, and it can be sent again. */
  send: () => Promise<void>;
  /** Why it failed, in words. */
  why?: (failure: APIError) => string;
  onClose: () => void;
  /** The fields; tried once somebody wanted to send them. */
  children: (tried: boolean) => ComponentChildren;
  /** What stands below the form. */
  below?: ComponentChildren;
}

/** A form in a dialog: what is missing is told once it was tried, and what the server refuses below the fields. */
export function FormDialog(props: FormDialogProps) {
  const { title, size = 'normal', verb, sending = verb, leave = false, complete, send, why = explain, onClose, children, below } = props;
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<APIError>();
  const form = useId();
  const go = async (): Promise<void> => {
    setTried(true);
    if (!complete) return;
    setBusy(true);
    setError(undefined);
    try {
      await send();
    } catch (failure) {
      setBusy(false);
      if (failure instanceof APIError) setError(failure);
    }
  };
  return (
    <Dialog
      title={title}
      size={size}
      firm
      onClose={onClose}
      actions={
        <>
          {leave && <Button onClick={onClose}>{t('cancel')}</Button>}
          <Button kind="primary" type="submit" form={form} busy={busy}>
            {busy ? sending : verb}
          </Button>
        </>
      }
    >
      <form
        id={form}
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        {children(tried)}
        {error && (
          <Banner kind="danger" icon={circleAlertIcon}>
            {why(error)}
          </Banner>
        )}
      </form>
      {below}
    </Dialog>
  );
}

import { useId, useState } from 'preact/hooks';
import { api, APIError } from '../../core/session';
import { explain, t } from '../../locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { PasswordField } from '../../ui/field';
import { circleAlertIcon, keyRoundIcon } from '../../ui/icons';
import { Banner } from '../../ui/parts';
import { toast } from '../../ui/toast';
import { w } from './words';

/** One's own password, for whoever signed in with an account. */
export function PasswordButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={keyRoundIcon} onClick={() => setOpen(true)}>
        {w('changePassword')}
      </Button>
      {open && <ChangePassword onClose={() => setOpen(false)} />}
    </>
  );
}

function ChangePassword({ onClose }: { onClose: () => void }) {
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<APIError>();
  const form = useId();
  const words = { showLabel: w('showPassword'), hideLabel: w('hidePassword') };
  const go = async (): Promise<void> => {
    setTried(true);
    if (!old || !next || next !== again) return;
    setBusy(true);
    setError(undefined);
    try {
      await api<void>('POST', '/api/me/password', { old, new: next });
      toast(w('passwordChanged'), { kind: 'ok', stay: 8_000 });
      onClose();
    } catch (failure) {
      setBusy(false);
      if (failure instanceof APIError) setError(failure);
    }
  };
  return (
    <Dialog
      title={w('changePassword')}
      size="small"
      firm
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" type="submit" form={form} busy={busy}>
            {busy ? t('sending') : w('changePassword')}
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
        <p class="soft">{w('changeHint')}</p>
        <PasswordField
          {...words}
          label={w('oldPassword')}
          value={old}
          onInput={setOld}
          autocomplete="current-password"
          error={tried && !old ? w('needText') : undefined}
        />
        <PasswordField
          {...words}
          label={w('newPassword')}
          hint={w('passwordRules')}
          value={next}
          onInput={setNext}
          autocomplete="new-password"
          error={tried && !next ? w('needText') : undefined}
        />
        <PasswordField
          {...words}
          label={w('newPasswordAgain')}
          value={again}
          onInput={setAgain}
          autocomplete="new-password"
          error={tried && next !== again ? w('notTheSame') : undefined}
        />
        {error && (
          <Banner kind="danger" icon={circleAlertIcon}>
            {error.code === 'bad_credentials' ? w('oldWrong') : explain(error)}
          </Banner>
        )}
      </form>
    </Dialog>
  );
}

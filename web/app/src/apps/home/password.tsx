import { useState } from 'preact/hooks';
import { api } from '../../core/session';
import { explain, t } from '../../locale';
import { Button } from '../../ui/button';
import { PasswordField } from '../../ui/field';
import { keyRoundIcon } from '../../ui/icons';
import { toast } from '../../ui/toast';
import { FormDialog } from './form-dialog';
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
  const words = { showLabel: w('showPassword'), hideLabel: w('hidePassword') };
  return (
    <FormDialog
      title={w('changePassword')}
      size="small"
      verb={w('changePassword')}
      sending={t('sending')}
      leave
      complete={!!old && !!next && next === again}
      send={async () => {
        await api<void>('POST', '/api/me/password', { old, new: next });
        toast(w('passwordChanged'), { kind: 'ok', stay: 8_000 });
        onClose();
      }}
      why={(failure) => (failure.code === 'bad_credentials' ? w('oldWrong') : explain(failure))}
      onClose={onClose}
    >
      {(tried) => (
        <>
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
        </>
      )}
    </FormDialog>
  );
}

import { useState } from 'preact/hooks';
import { announce } from '../../core/a11y';
import { APIError, setUp } from '../../core/session';
import { explain } from '../../locale';
import { Button } from '../../ui/button';
import { PasswordField, TextField } from '../../ui/field';
import { circleAlertIcon, shieldCheckIcon } from '../../ui/icons';
import { Banner } from '../../ui/parts';
import { w } from './words';

/** The fields that a refusal is about; it is shown there. */
const about: Record<string, 'name' | 'login' | 'password'> = {
  name_invalid: 'name',
  login_invalid: 'login',
  login_taken: 'login',
  password_length: 'password',
  password_weak: 'password',
};

/** The first account of an installation, made with the link that the server printed. */
export function SetUp({ token }: { token: string }) {
  const [fields, setFields] = useState({ name: '', login: '', password: '' });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<APIError>();
  const set = (key: keyof typeof fields) => (value: string) => setFields({ ...fields, [key]: value });
  const wrong = (key: keyof typeof fields): string | undefined => {
    if (tried && !fields[key].trim()) return w('needText');
    return error && about[error.code] === key ? explain(error) : undefined;
  };
  const go = async (): Promise<void> => {
    setTried(true);
    if (!fields.name.trim() || !fields.login.trim() || !fields.password) return;
    setBusy(true);
    setError(undefined);
    try {
      const { goto } = await setUp({ ...fields, login: fields.login.trim(), token });
      location.replace(goto);
    } catch (failure) {
      setBusy(false);
      if (!(failure instanceof APIError)) throw failure;
      setError(failure);
      announce(explain(failure), true);
    }
  };
  return (
    <section class="card sign-in">
      <h1>{w('title')}</h1>
      <p class="soft">{w('hint')}</p>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <TextField
          label={w('name')}
          value={fields.name}
          onInput={set('name')}
          autocomplete="name"
          maxLength={120}
          error={wrong('name')}
        />
        <TextField
          label={w('login')}
          value={fields.login}
          onInput={set('login')}
          autocomplete="username"
          maxLength={64}
          hint={w('loginHint')}
          error={wrong('login')}
        />
        <PasswordField
          label={w('password')}
          value={fields.password}
          onInput={set('password')}
          autocomplete="new-password"
          hint={w('passwordHint')}
          error={wrong('password')}
          showLabel={w('showPassword')}
          hideLabel={w('hidePassword')}
        />
        {error && !about[error.code] && (
          <Banner
            kind="danger"
            icon={circleAlertIcon}
            actions={
              error.code === 'setup_done' ? (
                <a class="button" href="/">
                  {w('toSignIn')}
                </a>
              ) : null
            }
          >
            {explain(error)}
          </Banner>
        )}
        <Button kind="primary" size="large" wide type="submit" icon={shieldCheckIcon} busy={busy}>
          {busy ? w('creating') : w('create')}
        </Button>
      </form>
    </section>
  );
}

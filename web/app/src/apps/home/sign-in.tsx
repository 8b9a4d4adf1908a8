import { useState } from 'preact/hooks';
import { announce } from '../../core/a11y';
import { APIError, enter, signIn } from '../../core/session';
import { explain } from '../../locale';
import { Button } from '../../ui/button';
import { PasswordField, TextField } from '../../ui/field';
import { circleAlertIcon, infoIcon, logInIcon } from '../../ui/icons';
import { Banner } from '../../ui/parts';
import { Tabs } from '../../ui/tabs';
import { digits } from './address';
import { goInto } from './go';
import { w } from './words';

interface WayProps {
  next: string | undefined;
}

/** The ways in: a meeting's code with one's PIN, or an account. */
export function SignIn({ next, why, code }: WayProps & { why: string | undefined; code: string | undefined }) {
  const [way, setWay] = useState<'code' | 'account'>(wayOf(next, code));
  return (
    <section class="card sign-in">
      <h1>{w('title_signIn')}</h1>
      {why && <Why why={why} />}
      <Tabs
        label={w('title_signIn')}
        current={way}
        onChange={setWay}
        tabs={[
          { key: 'code', title: w('byCode') },
          { key: 'account', title: w('byAccount') },
        ]}
      >
        {way === 'code' ? <CodeForm code={code ?? ''} next={next} /> : <AccountForm next={next} />}
      </Tabs>
      <p class="faint">
        {location.protocol === 'https:' && <a href="/ca">{w('installCA')}</a>}
      </p>
    </section>
  );
}

/** Whoever was sent away from a desk has an account; whoever comes with a code has a PIN. */
const wayOf = (next: string | undefined, code: string | undefined): 'code' | 'account' =>
  !code && /\/(chair|desk)$/.test(next ?? '') ? 'account' : 'code';

/** Why somebody was sent here, in words. */
export function Why({ why }: { why: string }) {
  const words: Record<string, string> = {
    signed_out: w('why_signed_out'),
    forbidden: w('why_forbidden'),
    admins_only: w('why_admins_only'),
    meeting_not_found: w('why_meeting_not_found'),
  };
  const text = words[why];
  return text ? (
    <Banner kind={why === 'signed_out' ? 'info' : 'warn'} icon={infoIcon}>
      {text}
    </Banner>
  ) : null;
}

/** Runs a way in and holds what came of it. */
function useWay(next: string | undefined) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<APIError>();
  const go = async (ask: () => Promise<{ goto: string }>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await goInto((await ask()).goto, next); // busy until the page is another
    } catch (failure) {
      setBusy(false);
      if (!(failure instanceof APIError)) throw failure;
      setError(failure);
      if (failure.code !== 'password_once') announce(explain(failure), true);
    }
  };
  return { busy, error, code: error?.code, go };
}

/** True from the first time on. */
function useOnce(now: boolean): boolean {
  const [ever, setEver] = useState(false);
  if (now && !ever) setEver(true);
  return now || ever;
}

function Refusal({ error }: { error: APIError | undefined }) {
  return error ? (
    <Banner kind="danger" icon={circleAlertIcon}>
      {explain(error)}
    </Banner>
  ) : null;
}

function CodeForm({ code: given, next }: WayProps & { code: string }) {
  const [code, setCode] = useState(digits(given));
  const [pin, setPin] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, error, go } = useWay(next);
  const short = (value: string): string | undefined => (tried && value.length < 6 ? w('needCode') : undefined);
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (code.length === 6 && pin.length === 6) void go(() => enter({ code, pin }));
      }}
    >
      <p class="soft">{w('byCodeHint')}</p>
      <TextField
        label={w('code')}
        value={code}
        onInput={(text) => setCode(digits(text))}
        digits
        autocomplete="off"
        error={short(code)}
        class="digits"
      />
      <TextField
        label={w('pin')}
        value={pin}
        onInput={(text) => setPin(digits(text))}
        digits
        autocomplete="one-time-code"
        error={short(pin)}
        class="digits"
      />
      <Refusal error={error} />
      <Button kind="primary" size="large" wide type="submit" icon={logInIcon} busy={busy}>
        {busy ? w('entering') : w('enter')}
      </Button>
      <p class="faint">{w('lostCard')}</p>
    </form>
  );
}

/** Login and password; and a password of one's own where somebody else has set it. */
function AccountForm({ next: page }: WayProps) {
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [next, setNext] = useState('');
  const [triedNext, setTriedNext] = useState(false);
  const [tried, setTried] = useState(false);
  const { busy, error, go, code } = useWay(page);
  const renewing = useOnce(code === 'password_once');
  const missing = (value: string): string | undefined => (tried && value === '' ? w('needText') : undefined);
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        setTriedNext(renewing);
        if (login && password && (next || !renewing)) void go(() => signIn(login.trim(), password, renewing ? next : undefined));
      }}
    >
      <TextField
        label={w('login')}
        value={login}
        onInput={setLogin}
        autocomplete="username"
        error={missing(login.trim())}
      />
      <PasswordField
        label={w('password')}
        value={password}
        onInput={setPassword}
        autocomplete="current-password"
        error={missing(password)}
        showLabel={w('showPassword')}
        hideLabel={w('hidePassword')}
      />
      {renewing && (
        <>
          <Banner kind="info" icon={infoIcon}>
            {w('onceHint')}
          </Banner>
          <PasswordField
            label={w('newPassword')}
            hint={w('passwordRules')}
            value={next}
            onInput={setNext}
            autocomplete="new-password"
            error={triedNext && next === '' ? w('needText') : undefined}
            showLabel={w('showPassword')}
            hideLabel={w('hidePassword')}
          />
        </>
      )}
      {code !== 'password_once' && <Refusal error={error} />}
      <Button kind="primary" size="large" wide type="submit" icon={logInIcon} busy={busy}>
        {busy ? w('signingIn') : renewing ? w('setAndSignIn') : w('signIn')}
      </Button>
    </form>
  );
}

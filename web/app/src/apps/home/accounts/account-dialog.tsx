import { useState } from 'preact/hooks';
import { APIError } from '../../../core/session';
import { explain, t } from '../../../locale';
import { Button } from '../../../ui/button';
import { Confirm } from '../../../ui/dialog';
import { Checkbox, TextField } from '../../../ui/field';
import { toast } from '../../../ui/toast';
import { FormDialog } from '../form-dialog';
import { change, create, type Fields, givePassword, type Listed, secret, signOutEverywhere } from './people';
import { a } from './words';

interface AccountProps {
  /** Left out for a new one. */
  one?: Listed;
  /** It is the account of who is looking. */
  own: boolean;
  onSecret: (name: string, login: string, secret: string) => void;
  onClose: () => void;
}

const fieldsOf = (one: Listed | undefined): Fields => ({
  login: one?.login ?? '',
  name: one?.name ?? '',
  title: one?.title ?? '',
  unit: one?.unit ?? '',
  admin: one?.admin ?? false,
  organiser: one?.organiser ?? false,
});

/** What is said of an account, and what can be done with one that there is. */
export function AccountDialog({ one, own, onSecret, onClose }: AccountProps) {
  const [fields, setFields] = useState(fieldsOf(one));
  return (
    <FormDialog
      title={one ? one.name : a('add_title')}
      verb={one ? a('save') : a('create')}
      sending={t('sending')}
      leave
      complete={!!fields.login.trim() && !!fields.name.trim()}
      send={async () => {
        if (one) {
          await change(one.id, fields);
          toast(a('saved'), { kind: 'ok' });
          onClose();
          return;
        }
        const word = secret();
        const made = await create(fields, word);
        onSecret(made.name, made.login, word);
      }}
      onClose={onClose}
      below={one && <Acts one={one} own={own} onSecret={onSecret} onClose={onClose} />}
    >
      {(tried) => <Said fields={fields} own={own} tried={tried} edit={setFields} />}
    </FormDialog>
  );
}

function Said(props: { fields: Fields; own: boolean; tried: boolean; edit: (next: Fields) => void }) {
  const { fields, own, tried, edit } = props;
  const missing = (text: string): string | undefined => (tried && !text.trim() ? a('needText') : undefined);
  return (
    <>
      <div class="form-row">
        <TextField
          label={a('name')}
          maxLength={120}
          value={fields.name}
          error={missing(fields.name)}
          onInput={(name) => edit({ ...fields, name })}
        />
        <TextField
          label={a('login')}
          hint={a('loginHint')}
          maxLength={64}
          autocomplete="off"
          value={fields.login}
          error={missing(fields.login)}
          onInput={(login) => edit({ ...fields, login })}
        />
      </div>
      <div class="form-row">
        <TextField label={a('title')} optional maxLength={300} value={fields.title} onInput={(title) => edit({ ...fields, title })} />
        <TextField label={a('unit')} optional maxLength={300} value={fields.unit} onInput={(unit) => edit({ ...fields, unit })} />
      </div>
      <Checkbox
        label={a('mayOrganise')}
        hint={a('mayOrganiseHint')}
        checked={fields.organiser}
        onChange={(organiser) => edit({ ...fields, organiser })}
      />
      {!own && (
        <Checkbox
          label={a('mayAdmin')}
          hint={a('mayAdminHint')}
          checked={fields.admin}
          onChange={(admin) => edit({ ...fields, admin })}
        />
      )}
    </>
  );
}

type Asking = 'password' | 'lock' | 'signOut';

function Acts({ one, own, onSecret, onClose }: AccountProps & { one: Listed }) {
  const [asking, setAsking] = useState<Asking>();
  const [busy, setBusy] = useState(false);
  const run = async (act: () => Promise<unknown>, done?: () => void): Promise<void> => {
    setBusy(true);
    try {
      await act();
      done?.();
    } catch (failure) {
      if (failure instanceof APIError) toast(explain(failure), { kind: 'error' });
    } finally {
      setBusy(false);
    }
  };
  const why = own ? a('notYourself') : undefined;
  const give = (): Promise<void> => {
    const word = secret();
    return run(
      () => givePassword(one.id, word),
      () => onSecret(one.name, one.login, word),
    );
  };
  const unlock = (): Promise<void> =>
    run(
      () => change(one.id, { disabled: false }),
      () => {
        toast(a('unlocked', one.name), { kind: 'ok' });
        onClose();
      },
    );
  return (
    <div class="account-acts">
      <Button why={why} onClick={() => setAsking('password')}>
        {a('password')}
      </Button>
      <Button why={why} onClick={() => setAsking('signOut')}>
        {a('signOut')}
      </Button>
      {one.disabled ? (
        <Button busy={busy} onClick={() => void unlock()}>
          {a('unlock')}
        </Button>
      ) : (
        <Button kind="danger" why={why} onClick={() => setAsking('lock')}>
          {a('lock')}
        </Button>
      )}
      {asking === 'password' && (
        <Confirm
          title={a('passwordTitle', one.name)}
          text={a('passwordText')}
          verb={a('passwordVerb')}
          onConfirm={give}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking === 'signOut' && (
        <Confirm
          title={a('signOutTitle', one.name)}
          text={a('signOutText')}
          verb={a('signOut')}
          onConfirm={() => run(() => signOutEverywhere(one.id), () => toast(a('signedOut', one.name), { kind: 'ok' }))}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking === 'lock' && (
        <Confirm
          title={a('lockTitle', one.name)}
          text={a('lockText')}
          verb={a('lock')}
          danger
          onConfirm={() => run(() => change(one.id, { disabled: true }), onClose)}
          onClose={() => setAsking(undefined)}
        />
      )}
    </div>
  );
}

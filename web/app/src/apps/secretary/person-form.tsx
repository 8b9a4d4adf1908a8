import { useEffect, useState } from 'preact/hooks';
import { api } from '../../core/session';
import { store } from '../../core/meeting';
import type { PersonValue, Role } from '../../core/protocol.gen';
import { useDraft } from '../../features/desk/draft';
import { head, microOf, weightField } from '../../features/desk/weights';
import { t as shared } from '../../locale';
import { act, offlineReason } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Checkbox, Segments, TextField } from '../../ui/field';
import { toast } from '../../ui/toast';
import { mayVote, usuallyVotes } from './people-rows';
import { t } from './words';

interface Fields {
  /** Of an account that was chosen from the directory, so that they can also come in with their password. */
  id: string;
  name: string;
  title: string;
  unit: string;
  role: Role;
  votes: boolean;
  /** As typed; empty for one head. */
  weight: string;
}

const roles: readonly Role[] = ['chair', 'secretary', 'delegate', 'guest', 'unit', 'screen'];

const empty: Fields = { id: '', name: '', title: '', unit: '', role: 'delegate', votes: true, weight: '' };

const fieldsOf = (one: PersonValue): Fields => ({
  id: one.id,
  name: one.name,
  title: one.title ?? '',
  unit: one.unit ?? '',
  role: one.role,
  votes: one.votes ?? false,
  weight: one.weight ? weightField(one.weight) : '',
});

/** The weight that the form means, in micro-units, 0 for one head; undefined for what is none. */
function weightOf({ weight }: Fields): number | undefined {
  if (!weight.trim()) return 0;
  return microOf(weight) || undefined;
}

/** What is said of somebody: of a new one, or of one who takes part. */
export function PersonForm({ one, onClose }: { one?: PersonValue; onClose: () => void }) {
  const draft = useDraft<Fields>(`person|${one?.id ?? 'new'}`, one ? fieldsOf(one) : empty);
  const [busy, setBusy] = useState(false);
  const form = draft.value;
  const weight = weightOf(form);
  const why = !form.name.trim() ? t('nameNeeded') : weight === undefined ? t('wrong_weight') : offlineReason();
  const save = async (more: boolean): Promise<void> => {
    setBusy(true);
    const { weight: _, ...rest } = form;
    const votes = form.votes && mayVote(form.role);
    const person = { ...rest, votes, ...(votes && weight && weight !== head ? { weight } : {}) };
    const answer = await act(one ? 'person.edit' : 'person.add', { person });
    setBusy(false);
    if (!answer.ok) return;
    draft.drop();
    if (!one) toast(t('personAdded', form.name), { kind: 'ok' });
    if (!more) onClose();
  };
  return (
    <Dialog
      title={one ? t('editPerson') : t('addPerson')}
      firm
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          {!one && (
            <Button busy={busy} why={why} onClick={() => void save(true)}>
              {t('saveAndMore')}
            </Button>
          )}
          <Button kind="primary" busy={busy} why={why} onClick={() => void save(false)}>
            {busy ? shared('sending') : t('save')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('personName')}
        maxLength={120}
        value={form.name}
        onInput={(name) => draft.edit({ ...form, name, ...(one ? {} : { id: '' }) })}
      />
      {!one && <Directory query={form.name} chosen={form.id} onChoose={(found) => draft.edit({ ...form, ...found })} />}
      <div class="desk-two">
        <TextField label={t('personTitle')} optional maxLength={300} value={form.title} onInput={(title) => draft.edit({ ...form, title })} />
        <TextField label={t('personUnit')} optional maxLength={300} value={form.unit} onInput={(unit) => draft.edit({ ...form, unit })} />
      </div>
      <Segments<Role>
        label={t('role')}
        value={form.role}
        options={roles.map((key) => ({ key, title: shared(`role_${key}`) }))}
        onChange={(role) => draft.edit({ ...form, role, votes: usuallyVotes(role) })}
      />
      {mayVote(form.role) ? (
        <Checkbox label={shared('withVote')} checked={form.votes} onChange={(votes) => draft.edit({ ...form, votes })} />
      ) : (
        <p class="faint">{t('cannotVote')}</p>
      )}
      {mayVote(form.role) && form.votes && (
        <TextField
          label={t('weight')}
          hint={t('weightHint')}
          error={weight === undefined ? t('wrong_weight') : undefined}
          optional
          value={form.weight}
          onInput={(typed) => draft.edit({ ...form, weight: typed })}
        />
      )}
    </Dialog>
  );
}

interface Account {
  id: string;
  name: string;
  title?: string;
  unit?: string;
}

type Chosen = Pick<Fields, 'id' | 'name' | 'title' | 'unit'>;

/** How long one has to stop typing before the directory is asked. */
const pause = 300;

/** Accounts whose name fits what is typed. Nothing for those who may not look into the directory. */
function Directory({ query, chosen, onChoose }: { query: string; chosen: string; onChoose: (one: Chosen) => void }) {
  const [found, setFound] = useState<Account[]>([]);
  const words = query.trim();
  useEffect(() => {
    if (words.length < 2 || chosen) {
      setFound([]);
      return undefined;
    }
    const timer = setTimeout(() => {
      api<{ people: Account[] }>('GET', `/api/people?limit=6&q=${encodeURIComponent(words)}`)
        .then(({ people }) => setFound(people.filter((one) => !store.value(`person/${one.id}`).peek())))
        .catch(() => setFound([]));
    }, pause);
    return () => clearTimeout(timer);
  }, [words, chosen]);
  if (chosen) return <p class="faint">{t('fromDirectory')}</p>;
  if (found.length === 0) return null;
  return (
    <div class="sec-directory">
      <p class="desk-label">{t('inDirectory')}</p>
      <ul>
        {found.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              onClick={() => onChoose({ id: one.id, name: one.name, title: one.title ?? '', unit: one.unit ?? '' })}
            >
              <span class="desk-strong">{one.name}</span>
              <span class="faint">{[one.title, one.unit].filter(Boolean).join(' · ')}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

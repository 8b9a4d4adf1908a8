import './substitute.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { newID } from '../../core/commands';
import { byGivenName } from '../../core/format';
import { meeting, store } from '../../core/meeting';
import { api, APIError, meetingID } from '../../core/session';
import { explain, t } from '../../locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Segments, Select, TextField } from '../../ui/field';
import { checkIcon, searchIcon } from '../../ui/icons';
import { Avatar, EmptyState, Row } from '../../ui/parts';
import { toast } from '../../ui/toast';
import { nameOf } from '../people/names';
import { replaceable } from './state';
import { s } from './words';

/** Somebody of the directory, as far as whoever proposes may know. */
interface Found {
  id: string;
  name: string;
  title?: string;
  unit?: string;
}

interface Written {
  name: string;
  title: string;
  unit: string;
}

interface ProposeProps {
  /** In whose place; left out for one's own, and `choose` asks for it. */
  principal?: string;
  choose?: boolean;
  onClose: () => void;
}

const place = (one: { title?: string; unit?: string }): string => [one.title, one.unit].filter(Boolean).join(' · ');

/** Asks to send somebody in a place, with a reason. Pressed again after a lost line it is the same request. */
export function ProposeDialog({ principal, choose = false, onClose }: ProposeProps) {
  const id = useRef(newID());
  const [whose, setWhose] = useState(principal ?? '');
  const [from, setFrom] = useState<'directory' | 'new'>('directory');
  const [picked, setPicked] = useState<Found>();
  const [written, setWritten] = useState<Written>({ name: '', title: '', unit: '' });
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const sent = from === 'directory' ? picked && { person: picked.id } : written.name.trim() ? written : undefined;
  const lacks = choose && !whose ? 'needPrincipal' : !sent ? 'needWhom' : !reason.trim() ? 'needReason' : undefined;
  // What is changed is another request; the same again is the same.
  const edit = <T,>(set: (value: T) => void) => (value: T): void => {
    id.current = newID();
    set(value);
  };
  const go = async (): Promise<void> => {
    setTried(true);
    if (lacks || !sent) return;
    setBusy(true);
    try {
      await api('POST', `/api/meetings/${meetingID}/substitutions`, {
        id: id.current,
        ...(whose ? { principal: whose } : {}),
        ...sent,
        reason,
      });
      toast(s('sent'), { kind: 'ok' });
      onClose();
    } catch (error) {
      if (error instanceof APIError) toast(explain(error), { kind: 'error' });
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={principal ? s('proposeFor', nameOf(principal)) : s('proposeTitle')}
      firm
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" busy={busy} why={tried && lacks ? s(lacks) : undefined} onClick={() => void go()}>
            {busy ? t('sending') : s('send')}
          </Button>
        </>
      }
    >
      <p class="soft">{meeting.value?.substitute_votes ? s('chairDecidesVote') : s('chairDecides')}</p>
      {choose && <Principal value={whose} error={tried && lacks === 'needPrincipal'} onChange={edit(setWhose)} />}
      <Segments
        label={s('whom')}
        value={from}
        onChange={edit(setFrom)}
        options={[
          { key: 'directory', title: s('fromDirectory') },
          { key: 'new', title: s('somebodyNew') },
        ]}
      />
      {from === 'directory' ? (
        <Directory picked={picked} onPick={edit(setPicked)} />
      ) : (
        <NewPerson written={written} error={tried && lacks === 'needWhom'} edit={edit(setWritten)} />
      )}
      <TextField
        label={s('reason')}
        hint={s('reasonHint')}
        error={tried && lacks === 'needReason' ? s('needReason') : undefined}
        maxLength={300}
        value={reason}
        onInput={edit(setReason)}
      />
    </Dialog>
  );
}

function Principal(props: { value: string; error: boolean; onChange: (id: string) => void }) {
  const all = store.all('substitution');
  const people = store
    .all('person')
    .filter((one) => replaceable(one, all))
    .toSorted((a, b) => byGivenName(a.name, b.name));
  if (people.length === 0) return <p class="soft">{s('noPrincipal')}</p>;
  return (
    <Select
      label={s('principal')}
      error={props.error ? s('needPrincipal') : undefined}
      value={props.value}
      options={[{ key: '', title: s('choosePrincipal') }, ...people.map((one) => ({ key: one.id, title: one.name }))]}
      onChange={props.onChange}
    />
  );
}

function NewPerson({ written, error, edit }: { written: Written; error: boolean; edit: (next: Written) => void }) {
  return (
    <>
      <TextField
        label={s('name')}
        error={error ? s('needWhom') : undefined}
        maxLength={120}
        value={written.name}
        onInput={(name) => edit({ ...written, name })}
      />
      <div class="substitute-two">
        <TextField label={s('title')} optional maxLength={300} value={written.title} onInput={(title) => edit({ ...written, title })} />
        <TextField label={s('unit')} optional maxLength={300} value={written.unit} onInput={(unit) => edit({ ...written, unit })} />
      </div>
    </>
  );
}

/** How long typing rests before the directory is asked. */
const rest = 300;

/** Searches the directory; the server tells nobody of it below two letters. */
function Directory({ picked, onPick }: { picked: Found | undefined; onPick: (one: Found | undefined) => void }) {
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<Found[]>();
  const asked = query.trim();
  useEffect(() => {
    setFound(undefined);
    if ([...asked].length < 2) return undefined;
    let over = false;
    const ask = async (): Promise<void> => {
      try {
        const answer = await api<{ people: Found[] }>('GET', `/api/meetings/${meetingID}/substitutes?q=${encodeURIComponent(asked)}`);
        if (!over) setFound(answer.people);
      } catch (error) {
        if (!over && error instanceof APIError) toast(explain(error), { kind: 'error' });
      }
    };
    const timer = setTimeout(() => void ask(), rest);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [asked]);
  if (picked) {
    return (
      <ul class="list">
        <Row
          current
          start={<Avatar name={picked.name} />}
          title={picked.name}
          sub={place(picked)}
          end={<Button onClick={() => onPick(undefined)}>{s('change')}</Button>}
        />
      </ul>
    );
  }
  return (
    <>
      <TextField label={s('find')} type="search" hint={s('findHint')} value={query} onInput={setQuery} />
      {[...asked].length >= 2 && !found && <p class="faint">{s('finding')}</p>}
      {found?.length === 0 && <EmptyState icon={searchIcon} title={s('foundNobody')} />}
      {found && found.length > 0 && (
        <ul class="list">
          {found.map((one) => (
            <Row
              key={one.id}
              start={<Avatar name={one.name} />}
              title={one.name}
              sub={place(one)}
              end={
                <Button icon={checkIcon} label={`${s('choose')}: ${one.name}`} onClick={() => onPick(one)}>
                  {s('choose')}
                </Button>
              }
            />
          ))}
        </ul>
      )}
    </>
  );
}

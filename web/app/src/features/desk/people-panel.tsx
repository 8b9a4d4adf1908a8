import './desk.css';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { matches, time } from '../../core/format';
import { can, floor, me, meeting, people, presentation, store } from '../../core/meeting';
import type { PersonValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Segments, TextField } from '../../ui/field';
import { Icon, micIcon, micOffIcon, presentationIcon, searchIcon, undo2Icon } from '../../ui/icons';
import { Avatar, EmptyState, Pill, Row } from '../../ui/parts';
import { placeOf } from '../people/names';
import { SubstituteButton } from '../substitute/for';
import { SubstitutesButton } from '../substitute/strip';
import { HoldButton } from './microphones';
import { Presence } from './presence';
import { ProxyButton, VoteLines } from './proxy';
import { d } from './words';

type Filter = 'all' | 'present' | 'absent' | 'units';

const fits: Record<Filter, (one: PersonValue) => boolean> = {
  all: () => true,
  present: (one) => one.present === true,
  absent: (one) => !one.present,
  units: (one) => one.role === 'unit',
};

/** Everybody in the order of the meeting, without the screens. */
export const everybody = (): PersonValue[] =>
  (people.value?.order ?? []).flatMap((id) => {
    const one = store.value(`person/${id}`).value;
    return one && one.role !== 'screen' ? [one] : [];
  });

/** Who is there, who is connected, and what can be done for each. */
export function PeoplePanel() {
  const [query, setQuery] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const [picked, setPicked] = useState<string>();
  const all = everybody();
  const found = all.filter((one) => fits[filter](one) && matches(`${one.name} ${placeOf(one)}`, query));
  const chosen = all.find((one) => one.id === picked);
  return (
    <div class="desk-people">
      {store.ids('substitution').value.length > 0 && <SubstitutesButton />}
      <TextField label={t('findPerson')} type="search" value={query} onInput={setQuery} />
      <Segments<Filter>
        label={d('filter')}
        quiet
        value={filter}
        onChange={setFilter}
        options={(['all', 'present', 'absent', 'units'] as const).map((key) => ({
          key,
          title: `${d(`filter_${key}`)} ${all.filter(fits[key]).length}`,
        }))}
      />
      {found.length === 0 && <EmptyState icon={searchIcon} title={t('nobodyFound')} />}
      <ul class="list">
        {found.map((one) => (
          <PersonRow key={one.id} one={one} onOpen={() => setPicked(one.id)} />
        ))}
      </ul>
      {chosen && <PersonDialog one={chosen} onClose={() => setPicked(undefined)} />}
    </div>
  );
}

function PersonRow({ one, onOpen }: { one: PersonValue; onOpen: () => void }) {
  const media = store.value(`media/${one.id}`).value;
  const speaks = floor.value?.speaking?.person === one.id;
  return (
    <Row
      own={one.id === me.value?.person}
      current={speaks}
      start={<Avatar name={one.name} kind={one.role === 'chair' ? 'chair' : 'plain'} />}
      title={one.name}
      sub={
        <>
          {[t(`role_${one.role}`), placeOf(one)].filter(Boolean).join(' · ')}
          {media?.held && <span class="desk-held"> · {d('held')}</span>}
        </>
      }
      end={
        <>
          {media?.joined && <Icon of={media.microphone && !media.held ? micIcon : micOffIcon} class="desk-mic" />}
          <Presence one={one} />
        </>
      }
      onClick={onOpen}
    />
  );
}

/** One person: what is known, and what the desk can do; an app may add to that. */
export function PersonDialog(props: { one: PersonValue; onClose: () => void; children?: ComponentChildren }) {
  const { one, onClose, children } = props;
  const media = store.value(`media/${one.id}`).value;
  return (
    <Dialog title={one.name} above={<Pill>{t(`role_${one.role}`)}</Pill>} size="small" onClose={onClose}>
      {placeOf(one) && <p class="soft">{placeOf(one)}</p>}
      <p class="desk-facts-line">
        <Presence one={one} />
        {one.present && one.since && <span class="faint">{d('since', time(one.since))}</span>}
        {one.votes && <span class="faint">{t('withVote')}</span>}
      </p>
      <VoteLines one={one} />
      {media?.joined && (
        <p class="faint">
          {[d('inVideo'), media.held ? d('held') : media.microphone ? d('micOn') : d('micOff'), media.camera ? d('cameraOn') : d('cameraOff')].join(' · ')}
        </p>
      )}
      <div class="desk-stack">
        <GrantButton one={one} onDone={onClose} />
        <PresenterButton one={one} />
        <HoldButton person={one.id} />
        <ProxyButton one={one} />
        <SubstituteButton one={one} />
      </div>
      {children}
    </Dialog>
  );
}

function GrantButton({ one, onDone }: { one: PersonValue; onDone: () => void }) {
  const [busy, grant] = useAct('floor.grant');
  if (!can('floor.grant') || floor.value?.speaking?.person === one.id) return null;
  const why = meeting.value?.phase !== 'in_session' ? d('onlyInSession') : one.present ? offlineReason() : d('notHere');
  const go = async (): Promise<void> => {
    const answer = await grant({ person: one.id });
    if (answer.ok) onDone();
  };
  return (
    <Button wide icon={micIcon} busy={busy} why={why} onClick={() => void go()}>
      {busy ? t('sending') : d('inviteToSpeak')}
    </Button>
  );
}

function PresenterButton({ one }: { one: PersonValue }) {
  const [busy, give] = useAct('presentation.give');
  if (!can('presentation.give') || (one.role !== 'delegate' && one.role !== 'unit')) return null;
  const holds = presentation.value?.presenter === one.id;
  return (
    <Button
      wide
      icon={holds ? undo2Icon : presentationIcon}
      busy={busy}
      why={offlineReason()}
      onClick={() => void give(holds ? {} : { person: one.id })}
    >
      {busy ? t('sending') : holds ? d('takeBackPresenter', one.name) : d('givePresenter')}
    </Button>
  );
}

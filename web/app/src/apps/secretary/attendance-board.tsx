import { useState } from 'preact/hooks';
import { matches, time } from '../../core/format';
import { attendance, can, me, meeting } from '../../core/meeting';
import type { Mode, PersonValue } from '../../core/protocol.gen';
import { useDraft } from '../../features/desk/draft';
import { Panel } from '../../features/desk/panel';
import { everybody, PersonDialog } from '../../features/desk/people-panel';
import { Presence } from '../../features/desk/presence';
import { placeOf } from '../../features/people/names';
import { t as shared } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Segments, TextField } from '../../ui/field';
import { searchIcon } from '../../ui/icons';
import { Avatar, EmptyState, Row } from '../../ui/parts';
import { t } from './words';

type Filter = 'all' | 'missing' | 'here';

const fits: Record<Filter, (one: PersonValue) => boolean> = {
  all: () => true,
  missing: (one) => !one.present,
  here: (one) => one.present === true,
};

/** Who is there, how, since when; and the secretary's word on each. */
export function AttendanceBoard() {
  const [query, setQuery] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const [picked, setPicked] = useState<string>();
  const all = everybody();
  const found = all.filter((one) => fits[filter](one) && matches(`${one.name} ${placeOf(one)}`, query));
  const chosen = all.find((one) => one.id === picked);
  const numbers = attendance.value;
  return (
    <Panel
      title={t('attendance')}
      class="sec-attendance"
      extra={numbers && <span class="soft figures">{shared('peopleHere', numbers.present, numbers.expected)}</span>}
    >
      <TextField label={shared('findPerson')} type="search" value={query} onInput={setQuery} />
      <Segments<Filter>
        label={t('filter')}
        quiet
        value={filter}
        onChange={setFilter}
        options={(['all', 'missing', 'here'] as const).map((key) => ({
          key,
          title: `${t(`filter_${key}`)} ${all.filter(fits[key]).length}`,
        }))}
      />
      {found.length === 0 && <EmptyState icon={searchIcon} title={shared('nobodyFound')} />}
      <ul class="list">
        {found.map((one) => (
          <Line key={one.id} one={one} onOpen={() => setPicked(one.id)} />
        ))}
      </ul>
      {chosen && (
        <PersonDialog one={chosen} onClose={() => setPicked(undefined)}>
          {can('attendance.mark') && <Marks one={chosen} onDone={() => setPicked(undefined)} />}
        </PersonDialog>
      )}
    </Panel>
  );
}

/** How somebody of this role usually takes part. */
const usualMode = (one: PersonValue): Mode => (one.role === 'unit' ? 'remote' : 'in_room');

/** Whether anybody can be marked present now. */
function presentReason(): string | undefined {
  const phase = meeting.value?.phase;
  if (phase === 'check_in' || phase === 'in_session' || phase === 'paused') return offlineReason();
  return phase === 'closed' ? t('closedNote') : t('checkInFirst');
}

function Line({ one, onOpen }: { one: PersonValue; onOpen: () => void }) {
  const [busy, mark] = useAct('attendance.mark');
  const why = presentReason();
  const absent = !one.present && can('attendance.mark') && !why;
  return (
    <Row
      own={one.id === me.value?.person}
      start={<Avatar name={one.name} kind={one.role === 'chair' ? 'chair' : 'plain'} />}
      title={one.name}
      sub={
        <>
          <span class="sec-line-place">{[placeOf(one) || shared(`role_${one.role}`)].join(' · ')}</span>
          <span class="sec-line-state">
            <Presence one={one} />
            {one.present && one.since && <span class="figures"> {time(one.since)}</span>}
          </span>
        </>
      }
      end={
        absent && (
          <Button
            busy={busy}
            label={`${t('markPresent')}: ${one.name}`}
            onClick={() => void mark({ person: one.id, present: true, mode: usualMode(one) })}
          >
            {busy ? shared('sending') : t('markPresent')}
          </Button>
        )
      }
      onClick={onOpen}
    />
  );
}

/** The secretary's word: here in the room, here remotely, gone, or absent with a reason. */
function Marks({ one, onDone }: { one: PersonValue; onDone: () => void }) {
  const [busy, mark] = useAct('attendance.mark');
  const draft = useDraft(`absence|${one.id}`, one.reason ?? '');
  const why = presentReason();
  const closed = meeting.value?.phase === 'closed' || meeting.value?.phase === 'draft';
  const put = async (present: boolean, more: { mode?: Mode; reason?: string } = {}): Promise<void> => {
    const answer = await mark({ person: one.id, present, ...more });
    if (!answer.ok) return;
    draft.drop();
    onDone();
  };
  if (closed) return null;
  return (
    <div class="sec-marks">
      {!one.present && (
        <div class="desk-buttons">
          <Button kind="primary" busy={busy} why={why} onClick={() => void put(true, { mode: 'in_room' })}>
            {t('hereInRoom')}
          </Button>
          <Button busy={busy} why={why} onClick={() => void put(true, { mode: 'remote' })}>
            {t('hereRemote')}
          </Button>
        </div>
      )}
      <TextField
        label={one.present ? t('reasonLeaving') : t('reasonAbsent')}
        optional
        maxLength={300}
        value={draft.value}
        onInput={draft.edit}
      />
      <div>
        <Button busy={busy} why={offlineReason()} onClick={() => void put(false, draft.value.trim() ? { reason: draft.value } : {})}>
          {busy ? shared('sending') : one.present ? t('markGone') : t('markAbsent')}
        </Button>
      </div>
    </div>
  );
}

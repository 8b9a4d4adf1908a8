import './desk.css';
import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { announce } from '../../core/a11y';
import { now, serverNow } from '../../core/clock';
import { duration } from '../../core/format';
import { can, floor, meeting } from '../../core/meeting';
import type { FloorRequest, PersonID, Speech } from '../../core/protocol.gen';
import { t } from '../../locale';
import { act, offlineReason, useAct } from '../../ui/act';
import { Button, IconButton } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { Select } from '../../ui/field';
import { circleStopIcon, handIcon, plusIcon, xIcon } from '../../ui/icons';
import { EmptyState, Progress } from '../../ui/parts';
import { toast } from '../../ui/toast';
import { nameOf, person, placeOf } from '../people/names';
import { waitedMinutes } from '../speak/queue';
import { HoldButton } from './microphones';
import { Panel } from './panel';
import { PersonPicker } from './person-picker';
import { secondsBack, speechTiming } from './timing';
import { d } from './words';

/** How long whoever is invited may speak, in minutes; the chair's choice for all that follow. */
const speechMinutes = signal<'3' | '5' | '10' | '15'>('5');

/** Why nobody can be given the floor now. */
const grantReason = (): string | undefined =>
  meeting.value?.phase === 'in_session' ? offlineReason() : d('onlyInSession');

/** Gives the floor. Whoever spoke before is offered it back for a moment. */
async function grant(to: PersonID): Promise<boolean> {
  const before = floor.peek()?.speaking;
  const answer = await act('floor.grant', { person: to, seconds: Number(speechMinutes.peek()) * 60 });
  if (answer.ok) offerBack(d('granted', nameOf(to)), before);
  return answer.ok;
}

/** Says what was done, and offers the floor back to whoever had it, with the time that was left. */
function offerBack(text: string, before: Speech | undefined): void {
  if (!before) {
    announce(text); // who looks sees it in its place
    return;
  }
  const seconds = secondsBack(before, serverNow());
  const run = (): void => void act('floor.grant', { person: before.person, ...(seconds ? { seconds } : {}) });
  toast(text, { action: { text: d('inviteAgain', nameOf(before.person)), run } });
}

/** Who speaks, against the limit, and who waits. */
export function FloorPanel() {
  const [inviting, setInviting] = useState(false);
  const { queue = [], speaking } = floor.value ?? {};
  const leads = can('floor.grant') && meeting.value?.phase !== 'closed';
  return (
    <Panel
      title={t('speakers')}
      class="desk-floor"
      extra={leads && <LimitChoice />}
      foot={
        leads && (
          <div class="desk-panel-foot">
            <Button wide icon={plusIcon} why={grantReason()} onClick={() => setInviting(true)}>
              {d('inviteOther')}
            </Button>
          </div>
        )
      }
    >
      {speaking && <Speaking speech={speaking} />}
      {queue.length > 0 && <h3 class="desk-label">{d('queueOf', queue.length)}</h3>}
      {queue.length === 0 && <EmptyState icon={handIcon} title={t('queueEmpty')} />}
      <ol class="desk-cards">
        {queue.map((request, i) => (
          <Waiting key={request.person} request={request} place={i + 1} first={i === 0 && !speaking} />
        ))}
      </ol>
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </Panel>
  );
}

function LimitChoice() {
  return (
    <Select
      label={d('speechLimit')}
      class="desk-inline-field"
      value={speechMinutes.value}
      options={(['3', '5', '10', '15'] as const).map((key) => ({ key, title: t('minutes', Number(key)) }))}
      onChange={(key) => {
        speechMinutes.value = key;
      }}
    />
  );
}

function Speaking({ speech }: { speech: Speech }) {
  const [extending, extend] = useAct('floor.extend');
  const [ending, end] = useAct('floor.end');
  const one = person(speech.person);
  const stop = async (): Promise<void> => {
    const answer = await end({});
    if (answer.ok) offerBack(d('speechEnded', nameOf(speech.person)), speech);
  };
  return (
    <section class="desk-card current desk-speaking" aria-label={t('speaking')}>
      <div class="desk-speaking-who">
        <div class="desk-card-text">
          <span class="desk-strong desk-large">{nameOf(speech.person)}</span>
          <span class="faint">{placeOf(one)}</span>
          <span class="faint">{[one?.mode && t(`mode_${one.mode}`), d('speakingNow')].filter(Boolean).join(' · ')}</span>
        </div>
        <SpeechClock speech={speech} />
      </div>
      <div class="desk-buttons">
        {can('floor.extend') && (
          <Button icon={plusIcon} busy={extending} why={offlineReason()} onClick={() => void extend({ seconds: 60 })}>
            {extending ? t('sending') : d('oneMinuteMore')}
          </Button>
        )}
        {can('floor.end') && (
          <Button kind="primary" icon={circleStopIcon} busy={ending} why={offlineReason()} onClick={() => void stop()}>
            {ending ? t('sending') : d('endTurn')}
          </Button>
        )}
        <HoldButton person={speech.person} />
      </div>
    </section>
  );
}

function SpeechClock({ speech }: { speech: Speech }) {
  const { spoken, limit, left, state, share } = speechTiming(speech, now.value);
  return (
    <div class={`desk-speech ${state}`}>
      <span class="desk-speech-time figures">{duration(spoken)}</span>
      {limit > 0 && (
        <>
          <span class="desk-speech-limit figures">
            {state === 'over' ? d('overLimit', duration(-left)) : d('ofLimit', duration(limit))}
          </span>
          <Progress value={share} label={d('speechShare')} />
        </>
      )}
    </div>
  );
}

function Waiting({ request, place, first }: { request: FloorRequest; place: number; first: boolean }) {
  const [busy, setBusy] = useState(false);
  const [refusing, setRefusing] = useState(false);
  const [, refuse] = useAct('floor.refuse');
  const one = person(request.person);
  const name = nameOf(request.person);
  const invite = async (): Promise<void> => {
    setBusy(true);
    await grant(request.person);
    setBusy(false);
  };
  const where = [one?.unit ?? one?.title, one?.mode && t(`mode_${one.mode}`)].filter(Boolean).join(' · ');
  const kind = request.kind === 'statement' ? '' : t(`floor_${request.kind}`);
  return (
    <li class="desk-card desk-waiting">
      <span class="desk-place figures">{place}</span>
      <span class="desk-card-text">
        <span class="desk-strong">{name}</span>
        <span class="faint">{where}</span>
        <span class="faint figures">{[kind, t('waited', waitedMinutes(request))].filter(Boolean).join(' · ')}</span>
      </span>
      {can('floor.refuse') && (
        <IconButton icon={xIcon} kind="ghost" label={`${d('refuse')}: ${name}`} why={offlineReason()} onClick={() => setRefusing(true)} />
      )}
      {can('floor.grant') && (
        <Button
          kind={first ? 'primary' : 'plain'}
          busy={busy}
          why={one?.present ? grantReason() : d('notHere')}
          label={`${d('invite')}: ${name}`}
          onClick={() => void invite()}
        >
          {busy ? t('sending') : d('invite')}
        </Button>
      )}
      {refusing && (
        <Confirm
          title={d('refuseTitle', name)}
          text={d('refuseText')}
          verb={d('refuse')}
          onConfirm={() => refuse({ person: request.person })}
          onClose={() => setRefusing(false)}
        />
      )}
    </li>
  );
}

/** Gives the floor to somebody who has not asked for it. */
function Invite({ onClose }: { onClose: () => void }) {
  return (
    <PersonPicker
      title={d('inviteOther')}
      hint={d('inviteHint', speechMinutes.value)}
      fits={(one) => one.role !== 'screen' && one.id !== floor.value?.speaking?.person}
      why={(one) => (one.present ? undefined : d('notHere'))}
      verb={d('invite')}
      onPick={async (one) => {
        if (await grant(one.id)) onClose();
      }}
      onClose={onClose}
    />
  );
}

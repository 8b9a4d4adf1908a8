import './speak.css';
import { useEffect, useState } from 'preact/hooks';
import { announce } from '../../core/a11y';
import { can, floor, me, meeting, myself } from '../../core/meeting';
import type { FloorKind, FloorRequest, Speech } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Segments } from '../../ui/field';
import { circleStopIcon, handIcon, Icon, micIcon, undo2Icon } from '../../ui/icons';
import { Avatar, EmptyState, Row } from '../../ui/parts';
import { Countdown, Elapsed } from '../../ui/timer';
import { vibrate } from '../../core/attention';
import { nameOf, person, placeOf } from '../people/names';
import { endsAt, myPlace, mySpeech, waitedMinutes } from './queue';

const kinds: readonly FloorKind[] = ['statement', 'debate', 'question', 'procedure'];

/** Why the floor cannot be asked for now. */
function reason(): string | undefined {
  const phase = meeting.value?.phase;
  if (phase !== 'check_in' && phase !== 'in_session' && phase !== 'paused') return t('floorNotNow');
  if (!myself.value?.present) return t('floorCheckIn');
  return offlineReason();
}

/** One button for the whole of it: ask, see my number, end my speech. `onPlace` shows the list. */
export function FloorButton({ onPlace }: { onPlace: () => void }) {
  const [asking, ask] = useAct('floor.request');
  const [ending, end] = useAct('floor.end');
  if (!can('floor.request')) return null;
  if (mySpeech()) {
    return (
      <Button icon={circleStopIcon} busy={ending} why={offlineReason()} onClick={() => void end({})}>
        {t('endSpeech')}
      </Button>
    );
  }
  const place = myPlace();
  if (place > 0) {
    return (
      <Button icon={handIcon} pressed onClick={onPlace}>
        {t('floorMine', place)}
      </Button>
    );
  }
  return (
    <Button kind="primary" icon={micIcon} busy={asking} why={reason()} onClick={() => void ask({})}>
      <span class="long">{asking ? t('sending') : t('requestFloor')}</span>
      <span class="short">{asking ? t('sending') : t('requestFloorShort')}</span>
    </Button>
  );
}

/** Who speaks, who waits, and my own request. */
export function SpeakPanel() {
  const { queue = [], speaking } = floor.value ?? {};
  return (
    <div class="speak">
      {speaking && <Speaking speech={speaking} />}
      <section class="speak-queue">
        <h3>{t('queueTitle')}</h3>
        {queue.length === 0 ? (
          <EmptyState icon={handIcon} title={t('queueEmpty')} />
        ) : (
          <ol class="list">
            {queue.map((request, i) => (
              <Waiting key={request.person} request={request} place={i + 1} />
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}

/** What belongs below the list: asking with a kind of one's choice, or taking it back. */
export function SpeakFoot() {
  const [kind, setKind] = useState<FloorKind>('statement');
  const [asking, ask] = useAct('floor.request');
  const [leaving, leave] = useAct('floor.withdraw');
  if (!can('floor.request') || mySpeech()) return null;
  const place = myPlace();
  if (place > 0) {
    return (
      <div class="speak-foot">
        <output>
          <strong>{t('floorMineLong', place)}</strong>
        </output>
        <Button wide icon={undo2Icon} busy={leaving} why={offlineReason()} onClick={() => void leave({})}>
          {t('withdrawFloor')}
        </Button>
      </div>
    );
  }
  return (
    <div class="speak-foot">
      <Segments<FloorKind>
        label={t('floorKind')}
        value={kind}
        onChange={setKind}
        options={kinds.map((key) => ({ key, title: t(`floor_${key}`) }))}
      />
      <Button kind="primary" wide icon={micIcon} busy={asking} why={reason()} onClick={() => void ask({ kind })}>
        {asking ? t('sending') : t('requestFloor')}
      </Button>
    </div>
  );
}

function Speaking({ speech }: { speech: Speech }) {
  const one = person(speech.person);
  return (
    <section class="speaking" aria-label={t('speaking')}>
      <p class="faint">{t('speaking')}</p>
      <div class="speaking-who">
        <Avatar name={nameOf(speech.person)} />
        <div>
          <strong>{nameOf(speech.person)}</strong>
          <p class="faint">{placeOf(one)}</p>
        </div>
        <span class="speaking-time">
          <SpeechTime speech={speech} />
        </span>
      </div>
    </section>
  );
}

/** What is left of a speech, or how long it has lasted when it has no limit. */
export function SpeechTime({ speech }: { speech: Speech }) {
  const end = endsAt(speech);
  return end === undefined ? <Elapsed since={speech.start} /> : <Countdown until={end} over />;
}

function Waiting({ request, place }: { request: FloorRequest; place: number }) {
  const one = person(request.person);
  const mine = request.person === me.value?.person;
  const kind = request.kind === 'statement' ? '' : t(`floor_${request.kind}`);
  return (
    <Row
      own={mine}
      start={<span class="queue-place figures">{place}</span>}
      title={mine ? `${nameOf(request.person)} (${t('myPart')})` : nameOf(request.person)}
      sub={[placeOf(one), kind, t('waited', waitedMinutes(request))].filter(Boolean).join(' · ')}
    />
  );
}

/** Across the whole page as long as I have the floor; others who speak get a thin strip. */
export function FloorStrip() {
  const speaking = floor.value?.speaking;
  if (!speaking) return null;
  return speaking.person === me.value?.person ? <MyTurn speech={speaking} /> : <OtherSpeaks speech={speaking} />;
}

function OtherSpeaks({ speech }: { speech: Speech }) {
  const place = placeOf(person(speech.person));
  return (
    <div class="strip speaking-strip">
      <Icon of={micIcon} />
      <span class="strip-text">
        {t('speaking')}: {nameOf(speech.person)}
        {place && <span class="strip-more"> · {place}</span>}
      </span>
      <span class="figures">
        <SpeechTime speech={speech} />
      </span>
    </div>
  );
}

function MyTurn({ speech }: { speech: Speech }) {
  const [ending, end] = useAct('floor.end');
  useEffect(() => {
    vibrate([300, 120, 300]);
    announce(t('myTurn'), true);
  }, [speech.start]);
  return (
    <div class="strip my-turn">
      <Icon of={micIcon} />
      <strong class="strip-text">{t('myTurn')}</strong>
      <span class="my-turn-time">
        <SpeechTime speech={speech} />
      </span>
      <Button icon={circleStopIcon} busy={ending} why={offlineReason()} onClick={() => void end({})}>
        {t('endSpeech')}
      </Button>
    </div>
  );
}

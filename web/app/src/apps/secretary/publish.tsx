import { useState } from 'preact/hooks';
import { longDate, time } from '../../core/format';
import { can, meeting } from '../../core/meeting';
import type { MeetingValue } from '../../core/protocol.gen';
import { here, meetingID } from '../../core/session';
import { t as shared } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { circleCheckIcon, circleIcon, externalLinkIcon, Icon, megaphoneIcon, printerIcon, userCheckIcon } from '../../ui/icons';
import { complete, type Step, steps } from './completeness';
import { meetingCode, spaced } from './invites';
import { Notes, Page } from './page';
import { PrintDialog } from './print-dialog';
import { notes, show } from './view';
import { t } from './words';

/** What is complete and what is not, and the two steps that let people in. */
export function Publish() {
  const now = meeting.value;
  if (!now) return null;
  return (
    <Page step="publish">
      <ul class="sec-checks">
        {steps
          .filter((step) => step !== 'publish')
          .map((step) => (
            <Check key={step} step={step} />
          ))}
      </ul>
      <Stage now={now} />
      <WayIn />
    </Page>
  );
}

function Check({ step }: { step: Step }) {
  const found = notes.value?.[step] ?? [];
  const done = complete(found);
  return (
    <li class="card sec-check">
      <span class={`sec-tick ${done ? 'done' : ''}`}>
        <Icon of={done ? circleCheckIcon : circleIcon} />
      </span>
      <div class="sec-check-text">
        <h3>{t(`step_${step}`)}</h3>
        {found.length > 0 ? <Notes found={found} /> : <p class="faint">{t('complete')}</p>}
      </div>
      <Button label={`${t('openStep')}: ${t(`step_${step}`)}`} onClick={() => show(step)}>
        {t('openStep')}
      </Button>
    </li>
  );
}

function Stage({ now }: { now: MeetingValue }) {
  switch (now.phase) {
    case 'draft':
      return <PublishCard />;
    case 'scheduled':
      return <CheckInCard now={now} />;
    default:
      return (
        <section class="card sec-stage">
          <h3>{shared(`phase_${now.phase}`)}</h3>
          <p class="soft">{now.phase === 'check_in' ? t('checkInOpenText') : t('runningText')}</p>
          <div>
            <Button kind="primary" onClick={() => show('live')}>
              {t('toLive')}
            </Button>
          </div>
        </section>
      );
  }
}

function PublishCard() {
  const [asking, setAsking] = useState(false);
  const [, publish] = useAct('meeting.publish');
  const missing = steps.filter((step) => step !== 'publish' && !complete(notes.value?.[step] ?? []));
  if (!can('meeting.publish')) return null;
  return (
    <section class="card sec-stage">
      <h3>{t('publishTitle')}</h3>
      <p class="soft">{t('publishText')}</p>
      <div>
        <Button kind="primary" size="large" icon={megaphoneIcon} why={offlineReason()} onClick={() => setAsking(true)}>
          {t('publish')}
        </Button>
      </div>
      {asking && (
        <Confirm title={t('publishAsk')} text={t('publishText')} verb={t('publish')} onConfirm={() => publish({})} onClose={() => setAsking(false)}>
          {missing.length > 0 && (
            <p class="sec-dirty">{t('publishMissing', missing.map((step) => t(`step_${step}`)).join(', '))}</p>
          )}
        </Confirm>
      )}
    </section>
  );
}

function CheckInCard({ now }: { now: MeetingValue }) {
  const [busy, open] = useAct('meeting.open_check_in');
  if (!can('meeting.open_check_in')) return null;
  const go = async (): Promise<void> => {
    const answer = await open({});
    if (answer.ok) show('live');
  };
  return (
    <section class="card sec-stage">
      <h3>{t('published')}</h3>
      <p class="soft">{t('publishedText', `${time(now.starts)}, ${longDate(now.starts)}`)}</p>
      <div>
        <Button kind="primary" size="large" icon={userCheckIcon} busy={busy} why={offlineReason()} onClick={() => void go()}>
          {busy ? shared('sending') : t('openCheckIn')}
        </Button>
      </div>
    </section>
  );
}

/** How people get in. */
function WayIn() {
  const [printing, setPrinting] = useState(false);
  if (meeting.value?.phase === 'closed') return null;
  const code = meetingCode.value;
  return (
    <section class="card sec-stage">
      <h3>{t('wayIn')}</h3>
      <p class="soft">{t('wayInText', location.host)}</p>
      {code && (
        <dl class="sec-codes">
          <dt>{t('meetingCode')}</dt>
          <dd class="figures">{spaced(code)}</dd>
        </dl>
      )}
      <div class="desk-buttons">
        <Button icon={printerIcon} why={offlineReason()} onClick={() => setPrinting(true)}>
          {t('printCards')}
        </Button>
        <Button onClick={() => show('people')}>{t('toPeople')}</Button>
        <Preview path="" text={t('seeAsMember')} />
        <Preview path="/screen" text={t('openScreen')} />
      </div>
      {printing && <PrintDialog onClose={() => setPrinting(false)} />}
    </section>
  );
}

/** Another app of this meeting, in a tab of its own. */
function Preview({ path, text }: { path: string; text: string }) {
  return (
    <a class="button" href={here(`/m/${meetingID}${path}`)} target="_blank" rel="noopener">
      <Icon of={externalLinkIcon} />
      {text}
    </a>
  );
}

import './desk.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { minute } from '../../core/clock';
import { attendance, link, meeting, pending } from '../../core/meeting';
import type { Phase } from '../../core/protocol.gen';
import { t } from '../../locale';
import { circleAlertIcon, Icon, signalIcon, wifiOffIcon } from '../../ui/icons';
import { Banner, Pill } from '../../ui/parts';
import { Clock } from '../../ui/timer';
import { hoursAndMinutes } from './timing';
import { d } from './words';

/** What chair and secretary always see: which meeting, whether it may decide, how far it is, and the line to the hub. */
export function DeskHeader({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <>
      <Header title={title}>{children}</Header>
      <div role="alert">
        {meeting.value?.disk_full && (
          <Banner kind="danger" icon={circleAlertIcon}>
            {d('diskFull')}
          </Banner>
        )}
      </div>
    </>
  );
}

function Header({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <header class="desk-header">
      <h1>
        <span class="desk-header-app">{title} · </span>
        {meeting.value?.title ?? t('connecting')}
      </h1>
      <Facts />
      <div class="desk-header-side">
        <Sending />
        <PhasePill />
        <span class="desk-clock">
          <Clock />
        </span>
        <LinkSign />
        <div class="desk-header-end">{children}</div>
      </div>
    </header>
  );
}

function Facts() {
  const numbers = attendance.value;
  if (!numbers) return null;
  return (
    <p class="desk-facts figures">
      <Quorum />
      <span>{t('peopleHere', numbers.present, numbers.expected)}</span>
      <span>{d('votersHere', numbers.voters_present, numbers.voters, numbers.quorum)}</span>
      {numbers.units > 0 && <span>{d('unitsHere', numbers.units_online, numbers.units)}</span>}
    </p>
  );
}

/** Whether the meeting may decide; nothing where no quorum is set, or before anybody can check in. */
function Quorum() {
  const numbers = attendance.value;
  const phase = meeting.value?.phase;
  if (!numbers?.quorum || phase === 'draft' || phase === 'scheduled' || phase === 'closed') return null;
  const missing = numbers.quorum - numbers.voters_present;
  if (missing <= 0) return <span>{d('quorumMet')}</span>;
  return <span class="desk-short">{d('quorumShort', missing)}</span>;
}

const kinds: Record<Phase, 'neutral' | 'ok' | 'warn' | 'primary'> = {
  draft: 'neutral',
  scheduled: 'primary',
  check_in: 'primary',
  in_session: 'ok',
  paused: 'warn',
  closed: 'neutral',
};

/** How far the meeting is, and for how long it has been in session. */
function PhasePill() {
  const now = meeting.value;
  if (!now) return null;
  return (
    <Pill kind={kinds[now.phase]}>
      {t(`phase_${now.phase}`)}
      {now.phase === 'in_session' && now.opened && <Lasted since={now.opened} />}
    </Pill>
  );
}

function Lasted({ since }: { since: string }) {
  const { hours, minutes } = hoursAndMinutes(minute.value + 59_999 - Date.parse(since));
  return <span class="figures">{d('lasted', hours, minutes)}</span>;
}

/** A command that takes longer than this is worth a word. */
const unnoticed = 700;

/** Says that something is on its way to the server, wherever it was pressed. */
function Sending() {
  const oldest = pending.value[0]?.since;
  const [seen, setSeen] = useState<number>();
  useEffect(() => {
    if (oldest === undefined) return undefined;
    const timer = setTimeout(() => setSeen(oldest), Math.max(0, oldest + unnoticed - Date.now()));
    return () => clearTimeout(timer);
  }, [oldest]);
  return (
    <output class="desk-sending">
      {oldest !== undefined && seen === oldest ? t('sending') : ''}
    </output>
  );
}

function LinkSign() {
  const up = link.value.state === 'online';
  const word = up ? d('linkUp') : d('linkDown');
  return (
    <span class={`desk-link ${up ? '' : 'down'}`} title={word}>
      <Icon of={up ? signalIcon : wifiOffIcon} />
      <span class="visually-hidden">{word}</span>
    </span>
  );
}

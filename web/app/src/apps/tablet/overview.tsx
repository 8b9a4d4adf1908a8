import { longDate, time } from '../../core/format';
import { meeting, myself } from '../../core/meeting';
import type { MeetingValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { AgendaList } from '../../features/agenda/agenda';
import { CheckInCard } from '../../features/attend/check-in';
import { later } from '../../features/desk/later';
import { keptDocuments } from '../../features/docs/ahead';
import { ReturnPill } from '../../features/present/controls';
import { openDocument, presented } from '../../features/present/reader';
import { BallotList } from '../../features/vote/ballots';
import { LetterList } from '../../features/vote/letters';
import { calendarIcon, checkIcon, coffeeIcon, downloadIcon, Icon, mapPinIcon, userIcon } from '../../ui/icons';
import { Countdown } from '../../ui/timer';
import { read, show } from './view';

const OwnSubstitute = later(async () => (await import('../../features/substitute/own')).OwnSubstitute, true);

/** The meeting as a whole: when and where, what is asked of me now, the agenda with its papers. */
export function Overview() {
  const now = meeting.value;
  if (!now) return null;
  return (
    <div class="overview" tabIndex={-1}>
      <div class="overview-column">
        <MeetingCard now={now} />
        {now.phase === 'paused' && <Break now={now} />}
        <CheckInCard />
        <OwnSubstitute />
        <LetterList />
        {presented.value && (
          <div>
            <ReturnPill onReturn={() => show('reader')} />
          </div>
        )}
        <section class="overview-section">
          <div class="overview-head">
            <h2>{t('agenda')}</h2>
            <Kept />
          </div>
          <AgendaList onOpen={read} open={openDocument.value?.id} presented={presented.value?.document} />
        </section>
        {now.phase === 'closed' && (
          <section class="overview-section">
            <h2>{t('voting')}</h2>
            <BallotList />
          </section>
        )}
      </div>
    </div>
  );
}

/** Which papers can be read without a network, said honestly. */
function Kept() {
  const papers = keptDocuments.value;
  if (!papers) return null;
  const { kept, all } = papers;
  return (
    <span class="faint kept">
      <Icon of={kept === all ? checkIcon : downloadIcon} />
      {kept === all ? t('keptAll') : t('kept', kept, all)}
    </span>
  );
}

function MeetingCard({ now }: { now: MeetingValue }) {
  const mine = myself.value;
  return (
    <section class="card meeting-card">
      <div>
        <p class="soft">{now.body}</p>
        <h2>{now.phase === 'closed' ? t('closedTitle') : now.title}</h2>
        {now.phase === 'closed' && <p>{now.title}</p>}
      </div>
      <ul class="facts">
        <li>
          <Icon of={calendarIcon} />
          <span>
            {longDate(now.starts)} · {times(now)}
          </span>
        </li>
        {now.place && (
          <li>
            <Icon of={mapPinIcon} />
            <span>{now.place}</span>
          </li>
        )}
        {mine && (
          <li>
            <Icon of={userIcon} />
            <span>
              {mine.name} · {t(`role_${mine.role}`)}
              {mine.votes && ` · ${t('withVote')}`}
            </span>
          </li>
        )}
      </ul>
    </section>
  );
}

function times(now: MeetingValue): string {
  if (now.opened) {
    const opened = t('openedAt', time(now.opened));
    return now.closed ? `${opened} · ${t('closedAt', time(now.closed))}` : opened;
  }
  return now.ends ? t('fromTo', time(now.starts), time(now.ends)) : t('startsAt', time(now.starts));
}

function Break({ now }: { now: MeetingValue }) {
  return (
    <section class="card break-card">
      <Icon of={coffeeIcon} />
      <div>
        <h2>{t('pausedTitle')}</h2>
        {now.back_at ? (
          <p>
            <strong>{t('backAt', time(now.back_at))}</strong> <span class="soft">(<Left until={now.back_at} />)</span>
          </p>
        ) : (
          <p>{t('pausedOpen')}</p>
        )}
        <p class="soft">{t('pausedHint')}</p>
      </div>
    </section>
  );
}

/** The same in one line, above a document. */
export function BreakStrip() {
  const now = meeting.value;
  if (now?.phase !== 'paused') return null;
  return (
    <div class="strip break-strip">
      <Icon of={coffeeIcon} />
      <span class="strip-text">{t('pausedTitle')}</span>
      {now.back_at && (
        <span>
          {t('backAt', time(now.back_at))} (<Left until={now.back_at} />)
        </span>
      )}
    </div>
  );
}

function Left({ until }: { until: string }) {
  const [before, after] = t('backIn', '\u0000').split('\u0000');
  return (
    <>
      {before}
      <Countdown until={until} />
      {after}
    </>
  );
}

import { minute, now } from '../../core/clock';
import { timeOrDate } from '../../core/format';
import type { BallotValue, Time } from '../../core/protocol.gen';
import { t } from '../../locale';
import { clockIcon, Icon } from '../../ui/icons';
import { Pill } from '../../ui/parts';
import { Countdown } from '../../ui/timer';
import { secrecyWords, wayWords } from './marks';
import { citationWords, ruleMore, ruleWords } from './rule';
import { b } from './words';

const day = 24 * 60 * 60 * 1000;

/** How long it is until then: in days as long as there are some, and by the second on the last of them. */
export function TimeLeft({ until }: { until: Time }) {
  const days = Math.floor((Date.parse(until) - now.value) / day);
  return days >= 2 ? <span class="figures">{b('daysLeft', days)}</span> : <Countdown until={until} />;
}

/** What kind of round it is, how far it has come, and how long it goes on. */
export function Above({ ballot }: { ballot: BallotValue }) {
  const words: Record<BallotValue['state'], string> = {
    ready: t('voting'),
    open: ballot.question.method === 'letters' ? b('letters') : t('ballotOpen'),
    closing: b('closing'),
    counting: b('counting'),
    closed: t('ballotEnded'),
    declared: t('ballotDeclared'),
    void: t('ballotVoid'),
  };
  const kind = ballot.state === 'open' ? 'ok' : ballot.state === 'void' ? 'danger' : 'primary';
  const until = ballot.state === 'closing' ? ballot.until : ballot.state === 'open' ? ballot.closes : undefined;
  return (
    <div class="ballot-above">
      <Pill kind={kind}>{words[ballot.state]}</Pill>
      <span class="faint">{wayWords(ballot.question)}</span>
      {ballot.round > 1 && <Pill>{t('ballotRound', ballot.round)}</Pill>}
      {until && (
        <span class="ballot-time">
          <Icon of={clockIcon} />
          <TimeLeft until={until} />
        </span>
      )}
    </div>
  );
}

/** The rule, where it stands, and what becomes of a ballot. */
export function About({ ballot }: { ballot: BallotValue }) {
  const { rule, form, method } = ballot.question;
  const citation = citationWords(rule);
  return (
    <div class="ballot-rule">
      {method === 'letters' && ballot.closes && <p>{b('deadline', timeOrDate(ballot.closes, minute.value))}</p>}
      {form !== 'score' && (
        <p>
          {t('rule')}: <strong>{ruleWords(rule)}</strong>
        </p>
      )}
      {ruleMore(ballot).length > 0 && <p class="soft">{ruleMore(ballot).join(' ')}</p>}
      {citation && <p class="faint">{citation}</p>}
      <p class="faint">{secrecyWords(ballot)}</p>
      {ballot.group && <p class="faint">{b('linked')}</p>}
      {!ballot.closes && method !== 'letters' && <p class="faint">{t('closesByChair')}</p>}
    </div>
  );
}


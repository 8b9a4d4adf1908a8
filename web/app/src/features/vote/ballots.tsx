import './vote.css';
import { timeOrDate } from '../../core/format';
import { minute } from '../../core/clock';
import { store } from '../../core/meeting';
import type { BallotValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { Button } from '../../ui/button';
import { squareCheckIcon } from '../../ui/icons';
import { EmptyState, Pill } from '../../ui/parts';
import { numberOf } from '../agenda/items';
import { sheetsOf, sheetState, shown } from './cast';
import { sealed } from './kind';
import { marksInWords } from './marks';
import { Result } from './result';
import { b } from './words';

/** All that was put to the vote, the newest first, with what became of it. */
export function BallotList() {
  const ballots = store
    .all('ballot')
    .filter((ballot) => ballot.state !== 'ready')
    .toSorted((one, other) => (other.opened ?? '').localeCompare(one.opened ?? ''));
  if (ballots.length === 0) return <EmptyState icon={squareCheckIcon} title={t('ballotNone')} />;
  return (
    <ul class="ballots">
      {ballots.map((ballot) => (
        <Ballot key={ballot.id} ballot={ballot} />
      ))}
    </ul>
  );
}

function Ballot({ ballot }: { ballot: BallotValue }) {
  const item = numberOf(ballot.item);
  return (
    <li class="card">
      <div class="ballot-above">
        {item > 0 && <span class="faint">{t('item', item)}</span>}
        {ballot.round > 1 && <Pill>{t('ballotRound', ballot.round)}</Pill>}
        {ballot.opened && <span class="faint">{timeOrDate(ballot.opened, minute.value)}</span>}
      </div>
      <h3>{ballot.question.text}</h3>
      {ballot.question.method === 'letters' && ballot.state === 'open' && ballot.closes && (
        <p class="soft">{b('deadline', timeOrDate(ballot.closes, minute.value))}</p>
      )}
      {(ballot.state === 'open' || ballot.state === 'closing') && (
        <>
          <p>{t('votedCount', ballot.recorded, ballot.electors)}</p>
          <Button
            kind="primary"
            onClick={() => {
              shown.value = { ballot: ballot.id, as: 'sheet' };
            }}
          >
            {t('seeBallot')}
          </Button>
        </>
      )}
      {ballot.state === 'closed' && <p class="soft">{`${t('ballotEnded')}. ${t('waitResult')}`}</p>}
      {ballot.state === 'declared' && <Result ballot={ballot} />}
      {ballot.state === 'void' && (
        <p>
          <Pill kind="danger">{t('ballotVoid')}</Pill> {ballot.reason && t('voidReason', ballot.reason)}
        </p>
      )}
      {ballot.state === 'counting' && <p class="soft">{b('counting')}</p>}
      {sheetsOf(ballot.id).map((sheet) => {
        const mine = sheetState(ballot.id, sheet);
        if (mine.state !== 'recorded') return null;
        return (
          <p key={sheet.elector} class="faint">
            {!sealed(ballot.question) && `${t('yourChoice')}: ${marksInWords(ballot.question, mine.marks ?? {}).join(', ')} · `}
            {t('receipt')} <span class="receipt-code">{mine.receipt}</span>
          </p>
        );
      })}
    </li>
  );
}

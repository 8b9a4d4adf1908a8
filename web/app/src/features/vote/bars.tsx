import { timeOrDate } from '../../core/format';
import { minute } from '../../core/clock';
import { me, store } from '../../core/meeting';
import type { BallotValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { Button } from '../../ui/button';
import { circleCheckIcon, clockIcon, Icon, mailIcon, shieldCheckIcon, squareCheckIcon } from '../../ui/icons';
import { Countdown } from '../../ui/timer';
import { castState, openBallot, openLetters, sheetsOf, shown, waitsForMe } from './cast';
import { dutyWaits } from './duty';
import { StatePill } from './standing';
import { GivenAgain } from './teller';
import { b } from './words';

const show = (ballot: string): void => {
  shown.value = { ballot, as: 'sheet' };
};

/** What leads to the sheets from every screen: the round that runs, opinions that are asked, and what tellers have to do. */
export function Bars() {
  const ballot = openBallot.value;
  const view = shown.value;
  const letters = openLetters.value.filter(waitsForMe);
  const duties = Object.entries(me.value?.ballots ?? {}).filter(([id, { teller }]) => teller && dutyWaits(id));
  return (
    <>
      {ballot && !(view?.as === 'sheet' && view.ballot === ballot.id) && <OpenBar ballot={ballot} />}
      {duties.map(([id, { teller }]) => (
        <div key={id} class="strip ballot-bar">
          <Icon of={shieldCheckIcon} />
          {teller && <GivenAgain ballot={id} duty={teller} />}
          <span class="strip-text">
            <span class="ballot-bar-title">{b('seeTeller')}</span>
            <span class="ballot-bar-question">
              {store.value(`ballot/${id}`).value?.question.text ?? teller?.question ?? ''}
            </span>
          </span>
          <Button kind="primary" onClick={() => show(id)}>
            {t('see')}
          </Button>
        </div>
      ))}
      {letters[0] && (
        <div class="strip ballot-bar letters">
          <Icon of={mailIcon} />
          <span class="strip-text">
            <span class="ballot-bar-title">
              {letters.some(({ reminded }) => reminded) ? b('lettersReminded') : b('lettersWait', letters.length)}
            </span>
            <span class="ballot-bar-question">
              {letters[0].closes && `${b('deadline', timeOrDate(letters[0].closes, minute.value))} · `}
              {letters[0].question.text}
            </span>
          </span>
          <Button kind="primary" onClick={() => letters[0] && show(letters[0].id)}>
            {b('answer')}
          </Button>
        </div>
      )}
    </>
  );
}

function OpenBar({ ballot }: { ballot: BallotValue }) {
  const state = castState(ballot.id);
  const mine = sheetsOf(ballot.id).some((sheet) => !sheet.caster);
  const asks = waitsForMe(ballot);
  const until = ballot.state === 'closing' ? ballot.until : ballot.closes;
  return (
    <div class={`strip ballot-bar ${state.state}`}>
      <Icon of={state.state === 'recorded' ? circleCheckIcon : squareCheckIcon} />
      <span class="strip-text">
        <span class="ballot-bar-title">{ballot.state === 'closing' ? b('closing') : t('ballotOpen')}</span>
        <span class="ballot-bar-question">{ballot.question.text}</span>
      </span>
      {mine && <StatePill state={state} />}
      {until && (
        <span class="ballot-time">
          <Icon of={clockIcon} />
          <Countdown until={until} />
        </span>
      )}
      <Button kind={asks ? 'primary' : 'plain'} onClick={() => show(ballot.id)}>
        {asks ? t('toBallot') : t('seeBallot')}
      </Button>
    </div>
  );
}

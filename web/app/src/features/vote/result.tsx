import './vote.css';
import { percent } from '../../core/format';
import type { BallotValue, Choice, Tally } from '../../core/protocol.gen';
import { t } from '../../locale';
import { Pill } from '../../ui/parts';
import { ruleWords } from './rule';

/** The outcome in a word. Its colour says nothing that the word does not. */
export function OutcomePill({ tally }: { tally: Tally }) {
  return <Pill kind={tally.outcome === 'passed' ? 'ok' : 'neutral'}>{t(`outcome_${tally.outcome}`)}</Pill>;
}

/** A declared result in figures, with everything that is needed to check it by hand. */
export function Result({ ballot }: { ballot: BallotValue }) {
  const { tally } = ballot;
  if (!tally) return null;
  return (
    <div class="result">
      <p class="result-outcome">{t(`outcome_${tally.outcome}`)}</p>
      <table class="result-table">
        <caption class="visually-hidden">{t('resultTable')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('option')}</th>
            <th scope="col">{t('ballots')}</th>
            <th scope="col">{t('share')}</th>
          </tr>
        </thead>
        <tbody>
          {ballot.options.map((choice) => (
            <Line key={choice} choice={choice} tally={tally} />
          ))}
          <tr class="soft">
            <th scope="row">{t('notCast')}</th>
            <td class="figures">{tally.not_cast}</td>
            <td>–</td>
          </tr>
        </tbody>
      </table>
      <p class="faint">
        {ruleWords(ballot.rule)}. {t('needed', tally.needed, tally.base)}.
      </p>
    </div>
  );
}

function Line({ choice, tally }: { choice: Choice; tally: Tally }) {
  const count = tally.counts[choice];
  return (
    <tr>
      <th scope="row">{t(`choice_${choice}`)}</th>
      <td class="figures">{count}</td>
      <td class="figures">
        <meter class="result-bar" min={0} max={Math.max(1, tally.base)} value={count} aria-hidden="true" />
        {percent(count, tally.base)}
      </td>
    </tr>
  );
}

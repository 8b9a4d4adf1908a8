import { useState } from 'preact/hooks';
import './vote.css';
import { percent } from '../../core/format';
import type { BallotValue, Choice, Marks, Option, Question, Tally } from '../../core/protocol.gen';
import { t } from '../../locale';
import { Button } from '../../ui/button';
import { Pill } from '../../ui/parts';
import { later } from '../desk/later';
import { nameOf } from '../people/names';
import { figure, inOrder, placeOf, quorumWords, ruleLine, seatsOpen } from './figures';
import { marksInWords, optionName } from './marks';
import { outcomeWords } from './outcome';
import { b } from './words';

/** A declared result in figures, with everything that is needed to check it by hand. */
export function Result({ ballot }: { ballot: BallotValue }) {
  const { tally, question } = ballot;
  if (!tally) return null;
  return (
    <div class="result">
      <p class="result-outcome">{outcomeWords(tally)}</p>
      <Remarks ballot={ballot} tally={tally} />
      <table class={`result-table ${question.form}`}>
        <caption class="visually-hidden">{t('resultTable')}</caption>
        <thead>
          <Head question={question} />
        </thead>
        <tbody>
          {inOrder(question, tally).map((option) => (
            <Line key={option.id} option={option} question={question} tally={tally} />
          ))}
          <Rest question={question} tally={tally} />
        </tbody>
      </table>
      <p class="faint">{ruleLine(question, tally)}</p>
      {ballot.marks && <Named question={question} marks={ballot.marks} />}
      <Checkpoint of={ballot} />
    </div>
  );
}

const KeptDialog = later(async () => (await import('./kept-dialog')).KeptDialog, true);

/** The signed head of the log of votes, once the round is counted. */
export function Checkpoint({ of }: { of: BallotValue }) {
  const [open, setOpen] = useState(false);
  if (!of.checkpoint) return null;
  return (
    <details class="checkpoint">
      <summary>{b('checkpoint')}</summary>
      <pre>{of.checkpoint}</pre>
      <Button onClick={() => setOpen(true)}>{b('keptOpen')}</Button>
      {open && <KeptDialog ballot={of.id} onClose={() => setOpen(false)} />}
    </details>
  );
}

/** What has to be said beside the figures. */
function Remarks({ ballot, tally }: { ballot: BallotValue; tally: Tally }) {
  const { question, hands } = ballot;
  const names = (ids: readonly Choice[] = []): string =>
    question.options.filter(({ id }) => ids.includes(id)).map(optionName).join(', ');
  const open = seatsOpen(question, tally);
  return (
    <>
      {tally.outcome === 'no_quorum' && <p>{quorumWords(question, tally)}</p>}
      {hands?.chair && <p>{b('chairSaid', marksInWords(question, hands.chair).join(', '))}</p>}
      {tally.by_chair && <p>{b('byChair')}</p>}
      {question.form === 'elect' && tally.outcome !== 'no_quorum' && (
        <>
          <p>
            {tally.winners?.length ? (
              <>
                {b('winners')}: <strong>{names(tally.winners)}</strong>
              </>
            ) : (
              b('nobodyWins')
            )}
          </p>
          {tally.equal && <p>{b('equal', names(tally.equal))}</p>}
          {open > 0 && <p>{b('seatsLeft', open)}</p>}
        </>
      )}
    </>
  );
}

function Head({ question }: { question: Question }) {
  const { form } = question;
  return (
    <tr>
      <th scope="col">{t('option')}</th>
      {form === 'approve' ? (
        <>
          <th scope="col">{b('yes')}</th>
          <th scope="col">{b('no')}</th>
          <th scope="col">{b('abstain')}</th>
        </>
      ) : (
        <th scope="col">{form === 'score' ? b('pointsHead') : t('ballots')}</th>
      )}
      {form !== 'score' && <th scope="col">{t('share')}</th>}
      {(form === 'approve' || form === 'choose') && <th scope="col">{b('outcomeHead')}</th>}
    </tr>
  );
}

function Line({ option, question, tally }: { option: Option; question: Question; tally: Tally }) {
  const { form } = question;
  const count = tally.counts[option.id] ?? 0;
  const base = tally.bases?.[option.id] ?? tally.base;
  const outcome = tally.options?.[option.id];
  return (
    <tr>
      <th scope="row">
        {form === 'score' && `${placeOf(tally, option.id)}. `}
        {optionName(option)} {tally.winners?.includes(option.id) && <Pill kind="ok">{b('winner')}</Pill>}
      </th>
      <td class="figures">{figure(question, count)}</td>
      {form === 'approve' && (
        <>
          <td class="figures">{figure(question, tally.against?.[option.id] ?? 0)}</td>
          <td class="figures">{figure(question, tally.abstained?.[option.id] ?? 0)}</td>
        </>
      )}
      {form !== 'score' && (
        <td class="figures">
          <meter class="result-bar" min={0} max={Math.max(1, base)} value={count} aria-hidden="true" />
          {percent(count, base)}
        </td>
      )}
      {(form === 'approve' || form === 'choose') && <td>{outcome && b(`outcome_${outcome}`)}</td>}
    </tr>
  );
}

/** What was given and chose nothing, and what was not given. */
function Rest({ question, tally }: { question: Question; tally: Tally }) {
  const rows = [
    [b('blankCount'), tally.blank],
    [b('invalidCount'), tally.invalid],
    [b('removedCount'), tally.removed],
    [t('notCast'), tally.not_cast],
  ] as const;
  const columns = { approve: 4, choose: 2, score: 0 }[question.form as string] ?? 1;
  return (
    <>
      {rows.map(([name, n], i) =>
        n || i === rows.length - 1 ? (
          <tr key={name} class="soft">
            <th scope="row">{name}</th>
            <td class="figures">{figure(question, n ?? 0)}</td>
            {columns > 0 && <td colSpan={columns}>–</td>}
          </tr>
        ) : null,
      )}
    </>
  );
}

/** Who chose what, in a round by name. */
function Named({ question, marks }: { question: Question; marks: Record<string, Marks> }) {
  return (
    <details class="named">
      <summary>
        {b('whoChose')} <span class="figures">({Object.keys(marks).length})</span>
      </summary>
      <ul>
        {Object.entries(marks).map(([id, given]) => (
          <li key={id}>
            <span>{nameOf(id)}</span> <span class="soft">{marksInWords(question, given).join(', ')}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

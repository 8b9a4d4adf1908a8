import './vote.css';
import { number, percent } from '../../core/format';
import type { BallotValue, Choice, Marks, Option, Question, Tally } from '../../core/protocol.gen';
import { t } from '../../locale';
import { Pill } from '../../ui/parts';
import { nameOf } from '../people/names';
import { listed } from './kind';
import { marksInWords, optionName } from './marks';
import { outcomeWords } from './outcome';
import { ruleWords } from './rule';
import { b } from './words';

const good: ReadonlySet<Tally['outcome']> = new Set(['passed', 'elected']);

/** The outcome in a word. Its colour says nothing that the word does not. */
export function OutcomePill({ tally }: { tally: Tally }) {
  return <Pill kind={good.has(tally.outcome) ? 'ok' : 'neutral'}>{outcomeWords(tally)}</Pill>;
}

/** A figure in the unit of the rule: heads, or weights in heads with their parts. */
export const figure = (question: Question, n: number): string =>
  question.rule.by_weight ? number(n / 1_000_000, 6).replace(/[.,]?0+$/, '') : number(n);

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

/** The signed head of the log of votes, once the round is counted. */
export function Checkpoint({ of }: { of: BallotValue }) {
  if (!of.checkpoint) return null;
  return (
    <details class="checkpoint">
      <summary>{b('checkpoint')}</summary>
      <pre>{of.checkpoint}</pre>
    </details>
  );
}

/** The rule with what it asks for in this vote. */
export function ruleLine(question: Question, tally: Tally): string {
  if (question.form === 'score') return '';
  const needed = tally.needs ? '' : ` ${t('needed', figure(question, tally.needed), figure(question, tally.base))}.`;
  return `${ruleWords(question.rule)}.${needed}`;
}

/** The options from the most votes down where there is a list, and as on the sheet otherwise. */
export function inOrder(question: Question, tally: Tally): readonly Option[] {
  const order = tally.order;
  if (!listed(question) || !order || question.form === 'approve') return question.options;
  return question.options.toSorted((one, other) => order.indexOf(one.id) - order.indexOf(other.id));
}

/** The place of an option by votes or points, from 1; equal ones share it. */
export const placeOf = (tally: Tally, id: Choice): number =>
  1 + Object.values(tally.counts).filter((n) => n > (tally.counts[id] ?? 0)).length;

/** How many were there, or answered between meetings, where a quorum was missed, in words. */
export function quorumWords({ rule, method }: Question, { heads, quorum_needed: needed = 0 }: Tally): string {
  const opening = heads?.at_opening ?? 0;
  const count = heads?.at_count ?? 0;
  const when = method === 'letters' ? 'count' : rule.quorum?.when;
  const here = when === 'opening' ? opening : when === 'count' ? count : Math.min(opening, count);
  return b(method === 'letters' ? 'answersMissing' : 'quorumMissing', here, needed);
}

/** How many seats an election left open. */
export const seatsOpen = (question: Question, { winners }: Tally): number =>
  (question.winners ?? 0) - (winners?.length ?? 0);

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

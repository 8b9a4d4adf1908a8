import { useEffect, useRef } from 'preact/hooks';
import { percent } from '../../core/format';
import type { BallotValue, Marks, Option, Question, Tally } from '../../core/protocol.gen';
import { store } from '../../core/meeting';
import { base, meetingID } from '../../core/session';
import { numberOf } from '../../features/agenda/items';
import { nameOf } from '../../features/people/names';
import { byDevice } from '../../features/vote/kind';
import { marksInWords, optionName, wayWords } from '../../features/vote/marks';
import { outcomeWords } from '../../features/vote/outcome';
import { figure, inOrder, placeOf, quorumWords, ruleLine, seatsOpen } from '../../features/vote/figures';
import { citationWords, ruleMore, ruleWords } from '../../features/vote/rule';
import { b } from '../../features/vote/words';
import { t } from '../../locale';
import { circleCheckIcon, circleIcon, Icon } from '../../ui/icons';
import { Countdown } from '../../ui/timer';
import { useFit } from './fit';
import { w } from './words';

/** A ballot, from its question to its result. */
export function BallotScene({ ballot }: { ballot: BallotValue }) {
  const { tally } = ballot;
  const together = declaredWith(ballot);
  if (together.length > 1) return <Results ballots={together} />;
  return ballot.state === 'declared' && tally ? <Result ballot={ballot} tally={tally} /> : <Asked ballot={ballot} />;
}

/** Those that were declared in the same act, in the order in which they were written. */
const declaredWith = ({ group, state, declared }: BallotValue): BallotValue[] =>
  group && state === 'declared'
    ? store
        .all('ballot')
        .filter((one) => one.group === group && one.state === 'declared' && one.declared === declared)
        .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    : [];

/** Results that are declared together: each in one line, with its figures and what was needed on which base. */
function Results({ ballots }: { ballots: readonly BallotValue[] }) {
  const scene = useFit();
  return (
    <section class="scene result-scene" ref={scene}>
      <p class="scene-kicker">{b('together', ballots.length)}</p>
      <div class="wall-results">
        {ballots.map(({ id, question, tally }) => (
          <div key={id} class="wall-together">
            <p class="scene-facts">{question.text}</p>
            {tally && (
              <p class="wall-line">
                <strong class={`wall-outcome ${tally.outcome}`}>{outcomeWords(tally)}</strong>
                <span class="figures">
                  {inOrder(question, tally)
                    .slice(0, most)
                    .map((option) => `${optionName(option)} ${figure(question, tally.counts[option.id] ?? 0)}`)
                    .join(' · ')}
                </span>
              </p>
            )}
            {tally && <p class="scene-facts">{ruleLine(question, tally)}</p>}
          </div>
        ))}
      </div>
      {ballots.at(-1)?.checkpoint && <Checkpoint ballot={ballots.at(-1) as BallotValue} />}
    </section>
  );
}

/** How many options of each are told where several results share the wall. */
const most = 6;

/**
 * What is put to the vote. While it runs the wall says how many ballots are recorded, and nothing of what they say, but
 * in a round that is by name at once.
 */
function Asked({ ballot }: { ballot: BallotValue }) {
  const { question, state } = ballot;
  const until = state === 'closing' ? ballot.until : state === 'open' ? ballot.closes : undefined;
  const scene = useFit();
  const kicker = { open: w('voting'), closing: b('closing'), counting: b('counting') }[state as string] ?? w('counting');
  return (
    <section class="scene calm ballot-scene" ref={scene}>
      <Kicker ballot={ballot} text={kicker} />
      <h2 class="scene-title">{question.text}</h2>
      <p class="scene-facts">{wayWords(question)}</p>
      {byDevice(question) ? (
        <>
          <p class="wall-recorded">
            <span class="wall-count figures">{w('of', ballot.recorded, ballot.electors)}</span> {w('recorded')}
          </p>
          <Bar part={ballot.recorded} whole={ballot.electors} />
        </>
      ) : (
        <p class="wall-recorded">{b(`methodShort_${question.method}`)}</p>
      )}
      {until && (
        <p class="scene-timer">
          <Countdown until={until} />
        </p>
      )}
      {question.secrecy === 'live' && ballot.marks && <Names question={question} marks={ballot.marks} />}
      {question.form !== 'score' && <p class="scene-facts">{[`${ruleWords(question.rule)}.`, ...ruleMore(ballot)].join(' ')}</p>}
      {state === 'closed' && ballot.withheld && <p class="scene-facts">{b('linked')}</p>}
      {state === 'closed' && <Checkpoint ballot={ballot} />}
    </section>
  );
}

function Kicker({ ballot, text }: { ballot: BallotValue; text: string }) {
  const item = numberOf(ballot.item);
  return (
    <p class="scene-kicker">
      {[item > 0 && w('item', item), ballot.round > 1 && w('round', ballot.round), text].filter(Boolean).join(' · ')}
    </p>
  );
}

/** A declared result: in words first, then in figures with the base they are measured against. */
function Result({ ballot, tally }: { ballot: BallotValue; tally: Tally }) {
  const { question } = ballot;
  const scene = useFit();
  const good = tally.outcome === 'passed' || tally.outcome === 'elected';
  const names = (ids: readonly string[] = []): string =>
    question.options.filter(({ id }) => ids.includes(id)).map(optionName).join(', ');
  return (
    <section class="scene result-scene" ref={scene}>
      <Kicker ballot={ballot} text={w('result')} />
      <h2 class="scene-title">{question.text}</h2>
      <p class={`wall-outcome ${tally.outcome}`}>
        <Icon of={good ? circleCheckIcon : circleIcon} />
        {outcomeWords(tally)}
      </p>
      {tally.winners && tally.winners.length > 0 && (
        <p class="wall-winners">
          {b('winners')}: <strong>{names(tally.winners)}</strong>
        </p>
      )}
      {tally.equal && <p class="wall-winners">{b('equal', names(tally.equal))}</p>}
      {tally.outcome === 'undecided' && <p class="wall-winners">{b('seatsLeft', seatsOpen(question, tally))}</p>}
      {tally.outcome === 'no_quorum' && <p class="wall-winners">{quorumWords(question, tally)}</p>}
      <div class={`wall-results ${question.form}`}>
        {question.form === 'approve' && <Heads />}
        {inOrder(question, tally).map((option) => (
          <Line key={option.id} option={option} question={question} tally={tally} />
        ))}
        <Soft name={b('blankCount')} n={tally.blank} question={question} />
        <Soft name={b('invalidCount')} n={tally.invalid} question={question} />
        <Soft name={w('notCast')} n={tally.not_cast} question={question} />
      </div>
      {ballot.marks && <Names question={question} marks={ballot.marks} />}
      <div class="wall-foot">
        <p class="scene-facts">
          {ballot.hands?.chair && `${b('chairSaid', marksInWords(question, ballot.hands.chair).join(', '))} `}
          {tally.by_chair && `${b('byChair')} `}
          {ruleLine(question, tally)}
          {question.rule.citation && <span class="wall-citation"> {citationWords(question.rule)}</span>}
        </p>
        <Checkpoint ballot={ballot} />
      </div>
    </section>
  );
}

/** A figure that is no option's. */
function Soft({ name, n, question }: { name: string; n: number | undefined; question: Question }) {
  if (!n) return null;
  return (
    <p class="wall-line soft">
      <span>{name}</span>
      {question.form !== 'approve' && <span />}
      <span class="figures">{figure(question, n)}</span>
    </p>
  );
}

/** The heads of a list of entries, each of which has votes in favour and against. */
function Heads() {
  return (
    <p class="wall-line soft">
      <span />
      <span class="figures">{b('yes')}</span>
      <span class="figures">{b('no')}</span>
      <span class="figures">{b('abstain')}</span>
      <span class="figures">{t('share')}</span>
      <span />
    </p>
  );
}

function Line({ option, question, tally }: { option: Option; question: Question; tally: Tally }) {
  const { id } = option;
  const { form } = question;
  const count = tally.counts[id] ?? 0;
  const whole = tally.bases?.[id] ?? tally.base;
  const outcome = tally.options?.[id];
  const won = tally.winners?.includes(id) ?? false;
  const word = won ? b('winner') : outcome ? b(`outcome_${outcome}`) : '';
  const score = form === 'score';
  const best = Math.max(1, ...Object.values(tally.counts));
  return (
    <p class={`wall-line ${won || outcome === 'passed' ? 'won' : ''}`}>
      <span class="wall-line-name">{score ? `${placeOf(tally, id)}. ${optionName(option)}` : optionName(option)}</span>
      {form !== 'approve' && <Bar part={count} whole={score ? best : whole} />}
      <span class="figures wall-figure">{figure(question, count)}</span>
      {form === 'approve' && <span class="figures">{figure(question, tally.against?.[id] ?? 0)}</span>}
      {form === 'approve' && <span class="figures">{figure(question, tally.abstained?.[id] ?? 0)}</span>}
      <span class="figures">{score ? b('pointsUnit') : percent(count, whole)}</span>
      {tally.order && !score && <span class="wall-line-word">{word}</span>}
    </p>
  );
}

/** Who chose what, where that is public. */
function Names({ question, marks }: { question: Question; marks: Record<string, Marks> }) {
  return (
    <ul class="wall-names">
      {Object.entries(marks).map(([id, given]) => (
        <li key={id}>
          <span>{nameOf(id)}</span> <strong>{marksInWords(question, given).join(', ')}</strong>
        </li>
      ))}
    </ul>
  );
}

/** The signed head of the log of votes: whoever takes a picture of it can tell later whether the log was rewritten. */
function Checkpoint({ ballot }: { ballot: BallotValue }) {
  if (!ballot.checkpoint) return null;
  const address = `${base}/api/meetings/${meetingID}/ballots/${ballot.id}/checkpoint.svg?of=${ballot.state}`;
  return (
    <figure class="wall-checkpoint">
      <img src={address} alt="" />
      <figcaption>{b('checkpoint')}</figcaption>
    </figure>
  );
}

/** A bar beside figures that say the same. */
function Bar({ part, whole }: { part: number; whole: number }) {
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    bar.current?.style.setProperty('--part', String(whole > 0 ? Math.min(1, part / whole) : 0));
  }, [part, whole]);
  return (
    <span class="wall-bar" aria-hidden="true">
      <span ref={bar} />
    </span>
  );
}

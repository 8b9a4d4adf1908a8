import { useId } from 'preact/hooks';
import { number } from '../../core/format';
import type { BallotValue, HandCount, Option, PersonID, Tally } from '../../core/protocol.gen';
import { t } from '../../locale';
import { Button } from '../../ui/button';
import { copyIcon } from '../../ui/icons';
import { toast } from '../../ui/toast';
import { nameOf, person, placeOf } from '../people/names';
import { Result } from '../vote/result';
import { optionTitle } from './ballot-words';
import { byDevice } from './ballots';
import { weightWords } from './weights';
import { d } from './words';

/** A result with everything that is needed to check it by hand, who chose what where that is known, and the seal of the log. */
export function WholeResult({ ballot }: { ballot: BallotValue }) {
  if (!ballot.tally) return null;
  return (
    <>
      <Result ballot={ballot} />
      <Accounts ballot={ballot} tally={ballot.tally} />
      <Named ballot={ballot} />
      <Answers ballot={ballot} />
      <Checkpoint text={ballot.checkpoint} />
    </>
  );
}

/** One figure of the accounts. */
interface Line {
  words: string;
  figure: string;
  sum?: boolean;
}

/** The accounts of a round, in the order in which they add up. */
export function accountsOf(tally: Tally, byWeight: boolean, hands: HandCount | undefined): Line[] {
  const figure = (n: number): string => (byWeight ? weightWords(n) : number(n));
  const line = (words: string, n: number | undefined, sum = false): Line[] =>
    n === undefined ? [] : [{ words, figure: figure(n), ...(sum ? { sum } : {}) }];
  const some = (words: string, n: number | undefined): Line[] => (n ? line(words, n) : []);
  const heads = tally.heads;
  return [
    ...line(d('acc_seats'), tally.seats),
    ...line(d('acc_eligible'), tally.eligible, true),
    ...line(d('acc_cast'), tally.cast),
    ...line(d('acc_not_cast'), tally.not_cast),
    ...some(d('acc_removed'), tally.removed),
    ...some(d('acc_invalid'), tally.invalid),
    ...some(d('acc_blank'), tally.blank),
    ...line(d('acc_present'), tally.present),
    ...(tally.base > 0 ? [...line(d('acc_base'), tally.base, true), ...line(d('acc_needed'), tally.needed, true)] : []),
    ...(tally.quorum_needed && heads
      ? [
          { words: d('acc_quorum'), figure: number(tally.quorum_needed) },
          { words: d('acc_at_opening'), figure: number(heads.at_opening) },
          { words: d('acc_at_count'), figure: number(heads.at_count) },
        ]
      : []),
    ...(hands
      ? [
          { words: d('acc_issued'), figure: number(hands.issued) },
          { words: d('acc_returned'), figure: number(hands.returned) },
          ...(hands.spoiled ? [{ words: d('acc_spoiled'), figure: number(hands.spoiled) }] : []),
        ]
      : []),
  ];
}

function Accounts({ ballot, tally }: { ballot: BallotValue; tally: Tally }) {
  const { rule } = ballot.question;
  return (
    <details class="desk-missing desk-accounts">
      <summary>{d('accounts')}</summary>
      <dl>
        {accountsOf(tally, rule.by_weight ?? false, ballot.hands).map(({ words, figure, sum }) => (
          <div key={words} class={sum ? 'sum' : ''}>
            <dt>{words}</dt>
            <dd class="figures">{figure}</dd>
          </div>
        ))}
      </dl>
      <p class="faint">{d('accountsHint')}</p>
      {tally.by_chair && <p>{d('byChair')}</p>}
    </details>
  );
}

/** Who chose what: the ballot was by name, and is declared. */
function Named({ ballot }: { ballot: BallotValue }) {
  const { marks, question } = ballot;
  if (!marks || !byDevice(question.method)) return null;
  if (question.form === 'approve' || question.form === 'score') return <Sheets ballot={ballot} />;
  return (
    <div class="desk-choices">
      {question.options.map((option) => (
        <Side key={option.id} option={option} people={Object.keys(marks).filter((id) => (marks[id]?.[option.id] ?? 0) > 0)} />
      ))}
    </div>
  );
}

function Side({ option, people }: { option: Option; people: readonly PersonID[] }) {
  const heading = useId();
  return (
    <section aria-labelledby={heading}>
      <h4 id={heading} class="desk-label">
        {optionTitle(option)} <span class="figures">({people.length})</span>
      </h4>
      <ul>
        {people.map((id) => (
          <li key={id}>
            <span>{nameOf(id)}</span>
            <span class="faint desk-one-line">{placeOf(person(id))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a mark on an entry of a list says: an opinion, or points. */
const markWords = (form: string, mark: number | undefined): string => {
  if (mark === undefined) return d('leftBlank');
  if (form === 'score') return d('points', mark);
  return t(mark > 0 ? 'choice_yes' : mark < 0 ? 'choice_no' : 'choice_abstain');
};

/** Lists, sheet by sheet. */
function Sheets({ ballot: { marks = {}, question } }: { ballot: BallotValue }) {
  return (
    <details class="desk-missing">
      <summary>{d('namedSheets', Object.keys(marks).length)}</summary>
      <ul class="desk-answers">
        {Object.entries(marks).map(([id, sheet]) => (
          <li key={id}>
            <strong>{nameOf(id)}</strong>
            <span>
              {question.options.map((option) => `${optionTitle(option)}: ${markWords(question.form, sheet[option.id])}`).join('; ')}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What people wrote beside their answers to a letter. */
export function Answers({ ballot: { texts } }: { ballot: BallotValue }) {
  const all = Object.entries(texts ?? {});
  if (all.length === 0) return null;
  return (
    <details class="desk-missing" open>
      <summary>{d('opinions', all.length)}</summary>
      <ul class="desk-answers">
        {all.map(([id, words]) => (
          <li key={id}>
            <strong>{nameOf(id)}</strong>
            <span class="desk-lines">{words}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The signed head of the log of votes, as everybody can keep it. */
function Checkpoint({ text }: { text: string | undefined }) {
  if (!text) return null;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      toast(d('copied'), { kind: 'ok' });
    } catch {
      toast(d('notCopied'), { kind: 'warn' }); // without HTTPS a browser has no clipboard for us
    }
  };
  return (
    <details class="desk-missing">
      <summary>{d('checkpoint')}</summary>
      <p class="faint">{d('checkpointHint')}</p>
      <pre class="desk-checkpoint">{text}</pre>
      <Button icon={copyIcon} onClick={() => void copy()}>
        {d('copy')}
      </Button>
    </details>
  );
}

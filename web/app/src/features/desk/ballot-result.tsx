import { number } from '../../core/format';
import type { BallotValue, HandCount, Tally } from '../../core/protocol.gen';
import { nameOf } from '../people/names';
import { Result } from '../vote/result';
import { weightWords } from './weights';
import { d } from './words';

/** A result with all its figures, and what was written beside the answers to a letter. */
export function WholeResult({ ballot }: { ballot: BallotValue }) {
  if (!ballot.tally) return null;
  return (
    <>
      <Result ballot={ballot} />
      <Accounts ballot={ballot} tally={ballot.tally} />
      <Answers ballot={ballot} />
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

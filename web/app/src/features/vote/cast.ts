import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Answer, Pending } from '../../core/commands';
import { afterwards, me, pending, send, store } from '../../core/meeting';
import type { BallotState, BallotValue, Choice, CommandName, MyBallot } from '../../core/protocol.gen';

/** How it stands with my ballot. Only the server's word makes it `recorded`. */
export type CastState =
  | { state: 'none' }
  | { state: 'sending'; choice: Choice }
  | { state: 'recorded'; choice: Choice; receipt: string; at: string }
  | { state: 'refused'; answer: Answer & { ok: false } };

/** What the server said of ballots that this device sent, by the ballot. */
const answers = signal<ReadonlyMap<string, { choice: Choice; answer: Answer }>>(new Map());

function heard(ballot: string, choice: Choice, answer: Answer): void {
  answers.value = new Map(answers.peek()).set(ballot, { choice, answer });
}

/** Sends my ballot. It outlives the app and keeps its id until there is an answer. */
export async function cast(ballot: BallotValue, choice: Choice): Promise<void> {
  forgetRefusal(ballot.id);
  heard(ballot.id, choice, await send('ballot.cast', { ballot: ballot.id, hash: ballot.hash ?? '', choice }, true));
}

/** After a refusal I may choose again. */
export function forgetRefusal(ballot: string): void {
  const left = new Map(answers.peek());
  left.delete(ballot);
  answers.value = left;
}

const isCast = (command: Pending<CommandName>): command is Pending<'ballot.cast'> => command.name === 'ballot.cast';

/** What is known of my ballot: what the hub says of me, what is on its way, and the last answer. */
export interface Known {
  mine: MyBallot | undefined;
  sending: Choice | undefined;
  answered: { choice: Choice; answer: Answer } | undefined;
}

/** The hub's word on me stands above everything; a ballot on its way stands above an older answer. */
export function stateFrom({ mine, sending, answered }: Known): CastState {
  if (mine) return { state: 'recorded', choice: mine.choice, receipt: mine.receipt, at: mine.at };
  if (sending) return { state: 'sending', choice: sending };
  if (!answered) return { state: 'none' };
  const { choice, answer } = answered;
  if (!answer.ok) return { state: 'refused', answer };
  return { state: 'recorded', choice, receipt: String(answer.data['receipt']), at: String(answer.data['at']) };
}

/** How it stands with my ballot in one vote. */
export function castState(ballot: string): CastState {
  const under = pending.value.find((command) => isCast(command) && command.args.ballot === ballot);
  return stateFrom({
    mine: me.value?.ballots[ballot],
    sending: under && isCast(under) ? under.args.choice : undefined,
    answered: answers.value.get(ballot),
  });
}

/** The ballot that is open. There is at most one. */
export const openBallot: ReadonlySignal<BallotValue | undefined> = computed(() =>
  store.all('ballot').find((ballot) => ballot.state === 'open'),
);

/** How much of the ballot is seen: the sheet before everything, or the bar that leads to it. */
export interface Shown {
  ballot: string;
  as: 'sheet' | 'bar';
}

export const shown = signal<Shown | undefined>(undefined);

/** Shows the sheet as soon as a ballot is open in which this device has not voted. Called once, by apps with a voter. */
export function watchBallots(call: () => void): void {
  let last: string | undefined;
  effect(() => {
    const ballot = openBallot.value;
    const known = me.value !== undefined;
    if (!ballot || !known || ballot.id === last) return;
    last = ballot.id;
    const done = castState(ballot.id).state !== 'none';
    shown.value = { ballot: ballot.id, as: done ? 'bar' : 'sheet' };
    if (!done) call();
  });
  effect(() => {
    for (const { command, answer } of afterwards.value) {
      if (isCast(command)) heard(command.args.ballot, command.args.choice, answer);
    }
  });
}

/** Calls when a ballot is declared or annulled while this device looks. Called once, by apps with a voter. */
export function watchResults(call: (ballot: BallotValue) => void): void {
  const before = new Map<string, BallotState>();
  effect(() => {
    for (const ballot of store.all('ballot')) {
      const was = before.get(ballot.id);
      before.set(ballot.id, ballot.state);
      const news = ballot.state === 'declared' || ballot.state === 'void';
      if (was && was !== ballot.state && news) call(ballot);
    }
  });
}

import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Answer, Pending } from '../../core/commands';
import { afterwards, me, pending, send, store } from '../../core/meeting';
import type { BallotState, BallotValue, CommandName, Marks, Recorded, Sheet } from '../../core/protocol.gen';
import { meetingID } from '../../core/session';
import { mayCast, sealed } from './kind';
import { keepProof, type Proof, proofOf } from './proof';
import type * as Sealing from './sealing';

/** How it stands with one sheet. Only the server's word makes it `recorded`. Marks of a secret one are never known. */
export type CastState =
  | { state: 'none' }
  | { state: 'sealing' }
  | { state: 'sending'; marks?: Marks | undefined }
  | Cast
  | { state: 'refused'; answer: Refusal };

type Refusal = Answer & { ok: false };

/** A ballot that is on disk. `refused` is the answer to another one that was sent from this device. */
export interface Cast {
  state: 'recorded';
  marks?: Marks | undefined;
  receipt: string;
  at: string;
  refused?: Refusal;
}

/** The sheet of an elector in a ballot. */
const keyOf = (ballot: string, elector: string): string => `${ballot}/${elector}`;

interface Answered {
  marks: Marks | undefined;
  answer: Answer;
}

/** What the server said of ballots that this device sent, by the sheet. */
const answers = signal<ReadonlyMap<string, Answered>>(new Map());
/** Sheets that are being sealed. */
const sealing = signal<ReadonlySet<string>>(new Set());

function heard(key: string, marks: Marks | undefined, answer: Answer): void {
  answers.value = new Map(answers.peek()).set(key, { marks, answer });
  if (answer.ok) keepProof(key, answer.data);
}

/** Sends a ballot. It outlives the app and keeps its id, and its seal, until there is an answer. */
export async function cast(ballot: BallotValue, sheet: Sheet, marks: Marks, text = ''): Promise<void> {
  const key = keyOf(ballot.id, sheet.elector);
  forgetRefusal(ballot.id, sheet.elector);
  const args = { ballot: ballot.id, hash: ballot.hash ?? '', elector: sheet.elector, ...(text.trim() && { text }) };
  if (!sealed(ballot.question)) {
    heard(key, marks, await send('ballot.cast', { ...args, marks }, true));
    return;
  }
  sealing.value = new Set(sealing.peek()).add(key);
  const envelope = await sealedFor(ballot, sheet, marks);
  const left = new Set(sealing.peek());
  left.delete(key);
  sealing.value = left;
  if ('fault' in envelope) heard(key, undefined, envelope.fault);
  else heard(key, undefined, await send('ballot.cast', { ...args, sealed: envelope.sealed }, true));
}

type Sealed = { sealed: string } | { fault: Refusal };

/** Seals marks. What they were, and by which randomness, is forgotten with the call. */
async function sealedFor(ballot: BallotValue, sheet: Sheet, marks: Marks): Promise<Sealed> {
  const at = { meeting: meetingID, ballot: ballot.id, hash: ballot.hash ?? '', key: ballot.key ?? '', elector: sheet.elector };
  const sealer = await bringSealing();
  if (!sealer) return { fault: { ok: false, code: 'offline' } };
  try {
    return { sealed: await sealer.sealBallot(at, ballot.question, marks) };
  } catch {
    return { fault: { ok: false, code: 'ballot_envelope' } };
  }
}

/** Brings what seals; undefined when it is not on this device yet and there is no line. */
export const bringSealing = (): Promise<typeof Sealing | undefined> => import('./sealing').catch(() => undefined);

/** After a refusal I may choose again. */
export function forgetRefusal(ballot: string, elector: string): void {
  const left = new Map(answers.peek());
  left.delete(keyOf(ballot, elector));
  answers.value = left;
}

const isCast = (command: Pending<CommandName>): command is Pending<'ballot.cast'> => command.name === 'ballot.cast';

const electorOf = (command: Pending<'ballot.cast'>): string => command.args.elector ?? me.peek()?.person ?? '';

/** What is known of a sheet: what the hub says of it, what is on its way, and the last answer. */
export interface Known {
  recorded: Recorded | undefined;
  /** The command on its way, unless the hub has recorded it already. */
  sending: { id: string; marks: Marks | undefined } | undefined;
  answered: Answered | undefined;
}

/**
 * The hub's word stands above everything, but for a newer answer, and for a change on its way; what is on its way stands
 * above an older answer.
 */
export function stateFrom({ recorded, sending, answered }: Known): CastState {
  const changing = sending && recorded && sending.id !== recorded.command && !answered;
  const accepted = answered?.answer.ok ? recordOf(answered.marks, answered.answer.data) : undefined;
  if (recorded && !changing) {
    const { marks, receipt, at } = recorded;
    if (accepted && Date.parse(accepted.at) > Date.parse(at)) return accepted;
    const refused = answered && !answered.answer.ok ? { refused: answered.answer } : {};
    return { state: 'recorded', marks, receipt, at, ...refused };
  }
  if (sending) return { state: 'sending', marks: sending.marks };
  if (accepted) return accepted;
  return answered && !answered.answer.ok ? { state: 'refused', answer: answered.answer } : { state: 'none' };
}

const recordOf = (marks: Marks | undefined, data: Record<string, unknown>): Cast => ({
  state: 'recorded',
  marks,
  receipt: String(data['receipt']),
  at: String(data['at']),
});

/** What proves that a sealed ballot is recorded, as far as this device has it. */
export const proofFor = (ballot: string, sheet: Sheet, { receipt }: Cast): Proof | undefined =>
  proofOf(keyOf(ballot, sheet.elector), receipt);

/** How it stands with one sheet of a ballot. */
export function sheetState(ballot: string, sheet: Sheet): CastState {
  const key = keyOf(ballot, sheet.elector);
  if (sealing.value.has(key)) return { state: 'sealing' };
  const under = pending.value.find(
    (command) => isCast(command) && command.args.ballot === ballot && electorOf(command) === sheet.elector,
  );
  return stateFrom({
    recorded: sheet.recorded,
    sending: under && isCast(under) ? { id: under.id, marks: under.args.marks } : undefined,
    answered: answers.value.get(key),
  });
}

/** The sheets of the person at this device, their own first. */
export const sheetsOf = (ballot: string): readonly Sheet[] => me.value?.ballots[ballot]?.sheets ?? [];

/** How it stands with all sheets together: what is least far counts. */
export function castState(ballot: string): CastState {
  const states = sheetsOf(ballot)
    .filter((sheet) => !sheet.caster && !sheet.on_paper && !sheet.removed)
    .map((sheet) => sheetState(ballot, sheet));
  const order: readonly CastState['state'][] = ['refused', 'none', 'sealing', 'sending', 'recorded'];
  return order.map((name) => states.find(({ state }) => state === name)).find(Boolean) ?? { state: 'none' };
}

const runs = ({ state }: BallotValue): boolean => state === 'open' || state === 'closing';

/** The ballot that runs in the session: of several that are declared together the first in which something waits for me. */
export const openBallot: ReadonlySignal<BallotValue | undefined> = computed(() => {
  const running = store.all('ballot').filter((ballot) => runs(ballot) && ballot.question.method !== 'letters');
  if (running.length < 2) return running[0];
  const inOrder = running.toSorted((one, other) => (one.opened ?? '').localeCompare(other.opened ?? '') || (one.id < other.id ? -1 : 1));
  return inOrder.find(waitsForMe) ?? inOrder[0];
});

/** The opinions that are asked between meetings, the nearest deadline first. */
export const openLetters: ReadonlySignal<readonly BallotValue[]> = computed(() =>
  store
    .all('ballot')
    .filter((ballot) => runs(ballot) && ballot.question.method === 'letters')
    .toSorted((one, other) => (one.closes ?? '').localeCompare(other.closes ?? '')),
);

/** Whether something can still be given in the ballot at this device. */
export const waitsForMe = (ballot: BallotValue): boolean =>
  sheetsOf(ballot.id).some((sheet) => mayCast(ballot, sheet) && ['none', 'refused'].includes(sheetState(ballot.id, sheet).state));

/** How much of the ballot is seen: the sheet before everything, or the bar that leads to it. */
export interface Shown {
  ballot: string;
  as: 'sheet' | 'bar';
}

export const shown = signal<Shown | undefined>(undefined);

/** Whether both run and are declared together. */
const linkedWith = (id: string, { group }: BallotValue): boolean => {
  const other = store.value(`ballot/${id}`).value;
  return other !== undefined && runs(other) && group !== undefined && other.group === group;
};

/** Shows the sheet as soon as a ballot is open in which this device has not voted. Called once, by apps with a voter. */
export function watchBallots(call: () => void): void {
  let barred: string | undefined;
  let called: string | undefined;
  effect(() => {
    const ballot = openBallot.value;
    if (!ballot) return;
    // My rights come a moment after the ballot itself: the bar stands at once, the sheet when there is something to do.
    const view = shown.value;
    // Of rounds that run together the one on the screen stays until it is put away: what became of it is to be read.
    if (view?.as === 'sheet' && view.ballot !== ballot.id && linkedWith(view.ballot, ballot)) return;
    if (ballot.id !== barred) {
      barred = ballot.id;
      shown.value = { ballot: ballot.id, as: 'bar' };
    }
    if (ballot.id === called || !waitsForMe(ballot)) return;
    called = ballot.id;
    shown.value = { ballot: ballot.id, as: 'sheet' };
    call();
  });
  effect(() => {
    for (const { command, answer } of afterwards.value) {
      if (isCast(command)) heard(keyOf(command.args.ballot, electorOf(command)), command.args.marks, answer);
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

/** Calls when somebody who has not answered a letter is asked once more. Called once, by apps with a voter. */
export function watchReminders(call: (ballot: BallotValue) => void): void {
  const before = new Map<string, string>();
  effect(() => {
    for (const ballot of openLetters.value) {
      const was = before.get(ballot.id);
      before.set(ballot.id, ballot.reminded ?? '');
      if (was !== undefined && ballot.reminded && was !== ballot.reminded && waitsForMe(ballot)) call(ballot);
    }
  });
}

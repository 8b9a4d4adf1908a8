import { useEffect, useState } from 'preact/hooks';
import { keepOwn, readOwn } from '../../core/keep';
import { me, send, store } from '../../core/meeting';
import type { BallotValue, Duty, HandCount, Question } from '../../core/protocol.gen';
import { meetingID } from '../../core/session';
import { explain } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Select, TextField } from '../../ui/field';
import { circleAlertIcon, shieldCheckIcon } from '../../ui/icons';
import { countsIn } from './duty';
import { countFault, countOf } from './hand-count';
import { listed } from './kind';
import { optionName } from './marks';
import { chairDecides } from './rule';
import { Notice } from './standing';
import { b } from './words';

/** The name under which a device keeps its key for a ballot. */
const keyName = (ballot: string): string => `teller|${ballot}`;

/** What a teller has to do in a ballot: take and give a key, or enter a count. Nothing for everybody else. */
export function TellerWork({ ballot }: { ballot: BallotValue }) {
  const duty = me.value?.ballots[ballot.id]?.teller;
  return (
    <>
      {duty?.keys && <TellerKey ballot={ballot.id} state={ballot.state} hash={ballot.hash ?? ''} duty={duty} threshold={ballot.threshold ?? 0} />}
      {countsIn(ballot) && <CountForm ballot={ballot} entered={duty?.entered} />}
    </>
  );
}

interface KeyProps {
  ballot: string;
  state: BallotValue['state'];
  hash: string;
  duty: Duty;
  threshold?: number;
}

/** The teller's part of the round's key: taken before the opening, given after the closing. */
export function TellerKey({ ballot, state, hash, duty, threshold = 0 }: KeyProps) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  // How many parts the server has with this one; 0 as long as it was not given.
  const [given, setGiven] = useState(0);
  const here = useKeyHere(ballot, duty.public);
  const run = async (work: () => Promise<string>): Promise<void> => {
    setBusy(true);
    setFault(await work().catch(() => b('tellerKeyLost')));
    setBusy(false);
  };
  const take = (): void => void run(() => takeKey(ballot));
  const give = (): void =>
    void run(async () => {
      const answer = await giveKey(ballot, hash, duty.share ?? '');
      if (typeof answer === 'number') setGiven(answer || threshold);
      return typeof answer === 'number' ? '' : answer;
    });
  if (state === 'ready') {
    return (
      <Notice kind={duty.public ? 'ok' : 'warn'} icon={shieldCheckIcon} title={b('tellerKeyAsk')}>
        {duty.question && <p>{duty.question}</p>}
        {duty.public && here !== undefined && <p>{here ? b('tellerKeyTaken') : b('tellerKeyOther')}</p>}
        <p class="soft">{b('tellerKeyWhy')}</p>
        {fault && <p class="field-error">{fault}</p>}
        {here === false && (
          <Button kind="primary" busy={busy} why={offlineReason()} onClick={take}>
            {b('tellerKeyTake')}
          </Button>
        )}
      </Notice>
    );
  }
  if (state !== 'counting') return null;
  return (
    <Notice
      kind={given || duty.given ? 'ok' : 'warn'}
      icon={shieldCheckIcon}
      title={given ? b('tellerKeyGivenOf', given, threshold) : duty.given ? b('tellerKeyGiven') : b('tellerKeyAsk')}
    >
      {fault && <p class="field-error">{fault}</p>}
      {here === false && <p>{b('tellerKeyOther')}</p>}
      {given > 0 && <p class="soft">{b('tellerKeyLasts')}</p>}
      {here && (
        <Button kind={given || duty.given ? 'plain' : 'primary'} busy={busy} why={offlineReason()} onClick={give}>
          {given || duty.given ? b('tellerKeyGiveAgain') : b('tellerKeyGive')}
        </Button>
      )}
    </Notice>
  );
}

/** The name under which a device remembers that it gave its part. */
const gaveName = (ballot: string): string => `gave|${ballot}`;

/** After a restart the server has lost the part that this device gave: it is given again, without a press. */
function useGivenAgain(ballot: string, state: BallotValue['state'], hash: string, duty: Duty): void {
  const lost = state === 'counting' && duty.keys && !duty.given && duty.share !== undefined;
  useEffect(() => {
    if (!lost) return;
    void (async () => {
      if (await readOwn<boolean>(me.peek()?.person ?? '', gaveName(ballot))) await giveKey(ballot, hash, duty.share ?? '');
    })().catch(() => undefined); // the button is there
    // Only that it was lost is news.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [lost, ballot, hash]);
}

/** Stands where a part may have been lost. */
export function GivenAgain({ ballot, duty }: { ballot: string; duty: Duty }) {
  const round = store.value(`ballot/${ballot}`).value;
  useGivenAgain(ballot, round?.state ?? 'ready', round?.hash ?? '', duty);
  return null;
}

/** Whether this device has the key whose public half the server knows; undefined until it was looked. */
function useKeyHere(ballot: string, known: string | undefined): boolean | undefined {
  const [here, setHere] = useState<boolean>();
  useEffect(() => {
    let gone = false;
    void (async () => {
      const pair = await readOwn<CryptoKeyPair>(me.peek()?.person ?? '', keyName(ballot));
      const { base64, publicBytes } = await import('./sealing');
      const mine = pair && base64(await publicBytes(pair));
      if (!gone) setHere(Boolean(mine) && mine === known);
    })().catch(() => !gone && setHere(false));
    return () => {
      gone = true;
    };
  }, [ballot, known]);
  return here;
}

/** Makes a key of this device and tells its public half. Returns why not, in words, or nothing. */
async function takeKey(ballot: string): Promise<string> {
  if (!isSecureContext) return b('sealInsecure');
  const { base64, newKeyPair, publicBytes } = await import('./sealing');
  const pair = await newKeyPair();
  if (!(await keepOwn(me.peek()?.person ?? '', keyName(ballot), pair))) return b('tellerKeyLost');
  const answer = await send('ballot.hold_key', { ballot, public: base64(await publicBytes(pair)) });
  return answer.ok ? '' : explain(answer);
}

/** Opens this device's part of the round's key and gives it. Returns how many the server has then, or why not, in words. */
async function giveKey(ballot: string, hash: string, share: string): Promise<number | string> {
  const pair = await readOwn<CryptoKeyPair>(me.peek()?.person ?? '', keyName(ballot));
  if (!pair) return b('tellerKeyLost');
  const { base64, bytes, info, open } = await import('./sealing');
  const part = await open(pair, info(meetingID, ballot, hash), new Uint8Array(), bytes(share));
  const answer = await send('ballot.share_key', { ballot, share: base64(part) });
  if (answer.ok) await keepOwn(me.peek()?.person ?? '', gaveName(ballot), true);
  return answer.ok ? Number(answer.data['shares'] ?? 0) : explain(answer); // the last part opens the round at once
}

/** Whether whoever leads may be among those who are counted. */
const chairVotes = (): boolean => store.all('person').some(({ role, votes }) => role === 'chair' && votes);

/** What the chair's own hand or paper was for: it decides equal sides. Nothing is chosen beforehand. */
function ChairSide(props: { question: Question; values: Readonly<Record<string, string>>; set: (name: string) => (value: string) => void }) {
  const { question, values, set } = props;
  const sides = question.form === 'yes_no' ? (['yes', 'no'] as const) : (['yes', 'no', 'abstain'] as const);
  const options = [
    { key: '', title: '–' },
    ...sides.map((side) => ({ key: side as string, title: b(side) })),
    { key: 'none', title: b('chairSideNone') },
  ];
  const select = (name: string, label: string, hint?: string) => (
    <Select key={name} label={label} value={values[name] ?? ''} options={options} onChange={set(name)} {...(hint ? { hint } : {})} />
  );
  if (question.form !== 'approve') return select('chair', b('chairSide'), b('chairSideHint'));
  return (
    <fieldset class="entry">
      <legend>{b('chairSide')}</legend>
      <p class="faint">{b('chairSideHint')}</p>
      {question.options.map((option) => select(`chair/${option.id}`, optionName(option)))}
    </fieldset>
  );
}

/** What tellers counted of paper or hands. */
function CountForm({ ballot, entered }: { ballot: BallotValue; entered: HandCount | undefined }) {
  const { question } = ballot;
  const [busy, run] = useAct('ballot.enter_count');
  const [values, setValues] = useState<Record<string, string>>({});
  const [told, setTold] = useState<'entered' | 'differs'>();
  const hands = question.method === 'hands';
  const set = (name: string) => (value: string) => setValues({ ...values, [name]: value });
  const field = (name: string, label: string) => (
    <TextField key={name} label={label} value={values[name] ?? ''} digits onInput={set(name)} maxLength={7} />
  );
  const asksChair = chairDecides(question) && chairVotes();
  const count = countOf(question, values, asksChair);
  const fault = count && countFault(question, count);
  // Two have entered and nothing was counted: each sees that they differ, whoever came last.
  const differs = told === 'differs' || (ballot.tellers ?? []).filter((teller) => teller.entered).length > 1;
  const enter = async (): Promise<void> => {
    if (!count) return;
    const answer = await run({ ballot: ballot.id, count });
    if (answer.ok) setTold(answer.data['differs'] ? 'differs' : 'entered');
  };
  return (
    <section class="teller-count">
      <h3>{b('tellerCount')}</h3>
      <p class="faint">{b('tellerCountWhy')}</p>
      <div class="count-fields">
        {!hands && (
          <>
            {field('issued', b('issued'))}
            {field('returned', b('returned'))}
            {field('spoiled', b('spoiled'))}
            {field('invalid', b('invalid'))}
            {listed(question) && field('blank', b('blankField'))}
          </>
        )}
        {question.options.map((option) =>
          question.form === 'approve' ? (
            <fieldset key={option.id} class="entry">
              <legend>{optionName(option)}</legend>
              {field(`+${option.id}`, b('yes'))}
              {field(`-${option.id}`, b('no'))}
              {field(`0${option.id}`, b('abstain'))}
            </fieldset>
          ) : (
            field(`+${option.id}`, optionName(option))
          ),
        )}
      </div>
      {asksChair && <ChairSide question={question} values={values} set={set} />}
      <div class="count-told" aria-live="polite">
        {!differs && (told || entered) && <Notice kind="ok" icon={shieldCheckIcon} title={b('tellerEntered')} />}
        {differs && <Notice kind="danger" icon={circleAlertIcon} title={b('tellerDiffers')} />}
        {fault && <p class="field-error">{fault}</p>}
      </div>
      <Button kind="primary" busy={busy} why={count ? (fault ?? offlineReason()) : b('countMissing')} onClick={() => void enter()}>
        {entered || told ? b('countAgain') : b('sendCount')}
      </Button>
    </section>
  );
}

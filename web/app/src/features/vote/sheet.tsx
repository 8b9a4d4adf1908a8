import './vote.css';
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { announce } from '../../core/a11y';
import { now } from '../../core/clock';
import { me, myself, online, store } from '../../core/meeting';
import type { BallotValue, Question, Sheet } from '../../core/protocol.gen';
import { t } from '../../locale';
import { useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextArea } from '../../ui/field';
import { clockIcon, fileTextIcon, Icon, userCheckIcon } from '../../ui/icons';
import { Pill } from '../../ui/parts';
import { Countdown } from '../../ui/timer';
import { nameOf } from '../people/names';
import { Bars } from './bars';
import { type CastState, cast, forgetRefusal, sheetsOf, sheetState, shown, openBallot } from './cast';
import { Form } from './form';
import { type Draft, emptyDraft, marksInWords, mayCast, sealed, unready } from './marks';
import { Result } from './result';
import { citationWords, ruleWords } from './rule';
import { Notice, refusal, Standing } from './standing';
import { TellerKey, TellerWork } from './teller';
import { b } from './words';

interface SheetProps {
  /** Opens the document that the question is about. */
  onReview?: (document: string) => void;
}

const runs = ({ state }: BallotValue): boolean => state === 'open' || state === 'closing';

function shrink(): void {
  const back = openBallot.peek();
  shown.value = back ? { ballot: back.id, as: 'bar' } : undefined;
}

/** The vote before everything else, or as bars that lead to it. It stands on every screen of an app. */
export function VoteSheet({ onReview }: SheetProps) {
  const view = shown.value;
  const ballot = view ? store.value(`ballot/${view.ballot}`).value : undefined;
  return (
    <>
      <Bars />
      {ballot && view?.as === 'sheet' && <SheetDialog ballot={ballot} onShrink={shrink} onReview={onReview} />}
      {!ballot && view?.as === 'sheet' && <KeyDialog ballot={view.ballot} />}
    </>
  );
}

/** A teller takes a key before the round is opened, when nothing else of it is known at a seat. */
function KeyDialog({ ballot }: { ballot: string }) {
  const duty = me.value?.ballots[ballot]?.teller;
  if (!duty?.keys) return null;
  return (
    <Dialog title={b('seeTeller')} class="ballot" onClose={shrink}>
      <TellerKey ballot={ballot} state="ready" hash="" duty={duty} />
    </Dialog>
  );
}

function SheetDialog(props: { ballot: BallotValue; onShrink: () => void; onReview: SheetProps['onReview'] }) {
  const { ballot, onShrink, onReview } = props;
  const sheets = sheetsOf(ballot.id);
  const [elector, setElector] = useState<string>();
  const sheet = sheets.find((one) => one.elector === elector) ?? firstWaiting(ballot, sheets);
  const filling = useFilling(ballot, sheet);
  const review = (): void => {
    onShrink();
    if (ballot.document) onReview?.(ballot.document);
  };
  return (
    <Dialog
      key={ballot.id}
      title={ballot.question.text}
      class="ballot"
      firm
      onClose={onShrink}
      above={<Above ballot={ballot} />}
      actions={
        <>
          {filling && <WillSend ballot={ballot} filling={filling} />}
          {runs(ballot) && (
            <Button size="large" icon={fileTextIcon} onClick={review}>
              {t('reviewDocument')}
            </Button>
          )}
          {filling ? (
            <SendButtons ballot={ballot} filling={filling} />
          ) : (
            <Button kind="primary" size="large" onClick={onShrink}>
              {t('close')}
            </Button>
          )}
        </>
      }
    >
      {runs(ballot) && <About ballot={ballot} />}
      <TellerWork ballot={ballot} />
      {sheets.length > 1 && <Sheets ballot={ballot} sheets={sheets} chosen={sheet} onChoose={setElector} />}
      {runs(ballot) ? <Voting ballot={ballot} sheet={sheet} filling={filling} /> : <Ended ballot={ballot} />}
    </Dialog>
  );
}

/** A sheet that is being filled in. What is marked is forgotten with it. */
interface Filling {
  sheet: Sheet;
  draft: Draft;
  text: string;
  /** Others of this device's sheets that wait, and whether they are to be sent alike. */
  others: readonly Sheet[];
  alike: boolean;
  /** It replaces a ballot that is recorded. */
  changing: boolean;
  here: boolean;
  set: (change: Partial<Pick<Filling, 'draft' | 'text' | 'alike'>>) => void;
  send: () => void;
  keep: () => void;
}

const untouched = { draft: emptyDraft, text: '', alike: false, changing: false };

/** What is being filled in: the sheet, while it waits for a ballot or for another one. */
function useFilling(ballot: BallotValue, sheet: Sheet | undefined): Filling | undefined {
  const [held, setHeld] = useState({ ...untouched, elector: '' });
  const mine = sheet && held.elector === sheet.elector ? held : { ...untouched, elector: sheet?.elector ?? '' };
  const start = changeAsked.value === keyOfSheet(ballot, sheet);
  if (!sheet || !mayCast(ballot, sheet)) return undefined;
  const { state } = sheetState(ballot.id, sheet);
  const changing = state === 'recorded' && start && (ballot.question.allow_change ?? false);
  if (state !== 'none' && !changing) return undefined;
  const reset = (): void => {
    setHeld({ ...untouched, elector: '' });
    changeAsked.value = undefined;
  };
  const others = sheetsOf(ballot.id).filter(
    (one) => one.elector !== sheet.elector && mayCast(ballot, one) && sheetState(ballot.id, one).state === 'none',
  );
  return {
    ...mine,
    sheet,
    others,
    changing,
    here: ballot.question.method === 'letters' || (myself.value?.present ?? false),
    set: (change) => setHeld({ ...mine, ...change }),
    send: () => {
      for (const one of mine.alike ? [sheet, ...others] : [sheet]) void cast(ballot, one, mine.draft.marks, mine.text);
      reset();
    },
    keep: reset,
  };
}

/** The recorded sheet that somebody wants to change. */
const changeAsked = signal<string | undefined>(undefined);

const keyOfSheet = (ballot: BallotValue, sheet: Sheet | undefined): string => `${ballot.id}/${sheet?.elector ?? ''}`;

/** What will be sent, in words, beside the button that sends it. */
function WillSend({ ballot, filling }: { ballot: BallotValue; filling: Filling }) {
  const { draft } = filling;
  const words = draft.blank ? [b('blankSheet')] : marksInWords(ballot.question, draft.marks);
  return (
    <p class="will-send" aria-live="polite">
      {!unready(ballot.question, draft) && (
        <>
          {b('willSend')}: <strong>{words.join(', ')}</strong>
        </>
      )}
    </p>
  );
}

function SendButtons({ ballot, filling }: { ballot: BallotValue; filling: Filling }) {
  const insecure = sealed(ballot.question) && !isSecureContext;
  const unfit = insecure ? b('sealInsecure') : unready(ballot.question, filling.draft);
  return (
    <>
      {filling.changing && (
        <Button size="large" onClick={filling.keep}>
          {b('keepVote')}
        </Button>
      )}
      {filling.here && (
        <Button
          kind="primary"
          size="large"
          why={unfit ?? (online.value ? undefined : t('needsConnection'))}
          onClick={filling.send}
        >
          {t('castBallot')}
        </Button>
      )}
    </>
  );
}

/** The first sheet on which something is still to be done, or else the first. */
const firstWaiting = (ballot: BallotValue, sheets: readonly Sheet[]): Sheet | undefined =>
  sheets.find((one) => mayCast(ballot, one) && sheetState(ballot.id, one).state === 'none') ?? sheets[0];

function Sheets(props: {
  ballot: BallotValue;
  sheets: readonly Sheet[];
  chosen: Sheet | undefined;
  onChoose: (elector: string) => void;
}) {
  const { ballot, sheets, chosen, onChoose } = props;
  return (
    <fieldset class="sheets">
      <legend class="visually-hidden">{b('sheets')}</legend>
      {sheets.map((one) => (
        <Button
          key={one.elector}
          class={one.elector === chosen?.elector ? 'chosen' : ''}
          pressed={one.elector === chosen?.elector}
          onClick={() => onChoose(one.elector)}
        >
          {sheetName(one)} <StatePill state={sheetState(ballot.id, one)} />
        </Button>
      ))}
    </fieldset>
  );
}

const sheetName = (sheet: Sheet): string =>
  sheet.elector === myself.value?.id ? b('mySheet') : b('sheetOf', sheet.name);

/** How it stands, in a word. */
export function StatePill({ state }: { state: CastState }) {
  if (state.state === 'recorded') return <Pill kind="ok">{t('recorded')}</Pill>;
  if (state.state === 'sending' || state.state === 'sealing') return <Pill kind="warn">{t('sending')}</Pill>;
  if (state.state === 'refused') return <Pill kind="danger">{t('refused')}</Pill>;
  return <Pill>{t('notCastYet')}</Pill>;
}

function Above({ ballot }: { ballot: BallotValue }) {
  const words: Record<BallotValue['state'], string> = {
    ready: t('voting'),
    open: ballot.question.method === 'letters' ? b('letters') : t('ballotOpen'),
    closing: b('closing'),
    counting: b('counting'),
    closed: t('ballotEnded'),
    declared: t('ballotDeclared'),
    void: t('ballotVoid'),
  };
  const kind = ballot.state === 'open' ? 'ok' : ballot.state === 'void' ? 'danger' : 'primary';
  const until = ballot.state === 'closing' ? ballot.until : ballot.state === 'open' ? ballot.closes : undefined;
  return (
    <div class="ballot-above">
      <Pill kind={kind}>{words[ballot.state]}</Pill>
      <span class="faint">{b(`secrecy_${ballot.question.secrecy}`)}</span>
      {ballot.round > 1 && <Pill>{t('ballotRound', ballot.round)}</Pill>}
      {until && ballot.question.method !== 'letters' && (
        <span class="ballot-time">
          <Icon of={clockIcon} />
          <Countdown until={until} />
        </span>
      )}
    </div>
  );
}

function About({ ballot }: { ballot: BallotValue }) {
  const { rule, secrecy, form, method } = ballot.question;
  const citation = citationWords(rule);
  return (
    <div class="ballot-rule">
      {form !== 'score' && (
        <p>
          {t('rule')}: <strong>{ruleWords(rule)}</strong>
        </p>
      )}
      {citation && <p class="faint">{citation}</p>}
      <p class="faint">{b(`about_${secrecy}`)}</p>
      {!ballot.closes && method !== 'letters' && <p class="faint">{t('closesByChair')}</p>}
    </div>
  );
}

/** One sheet, while the round runs. */
function Voting(props: { ballot: BallotValue; sheet: Sheet | undefined; filling: Filling | undefined }) {
  const { ballot, sheet, filling } = props;
  const { question } = ballot;
  const state = sheet ? sheetState(ballot.id, sheet) : undefined;
  useAnnounced(state);
  if (question.method === 'paper' || question.method === 'hands') return <p>{b(`method_${question.method}`)}</p>;
  if (!sheet || !state) return <p class="soft">{t('notVoter')}</p>;
  if (sheet.caster) return <p>{b('castBy', nameOf(sheet.caster))}</p>;
  if (sheet.removed) return <p>{b('sheetRemoved')}</p>;
  if (sheet.on_paper) return <p>{b('sheetOnPaper')}</p>;
  if (filling) return <Blank question={question} filling={filling} />;
  return (
    <>
      <Standing question={question} state={state} onAgain={() => forgetRefusal(ballot.id, sheet.elector)} />
      {state.state === 'recorded' && question.allow_change && (
        <div class="change">
          <Button
            onClick={() => {
              changeAsked.value = keyOfSheet(ballot, sheet);
            }}
          >
            {b('changeVote')}
          </Button>
          <span class="faint">{b('changeHint')}</span>
        </div>
      )}
    </>
  );
}

function useAnnounced(state: CastState | undefined): void {
  useEffect(() => {
    if (state?.state === 'recorded') announce(`${t('recorded')}. ${t('receipt')}: ${state.receipt}`);
    if (state?.state === 'refused') announce(`${t('refused')}. ${refusal(state)}`, true);
    // Only another state is news.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [state?.state]);
}

/** What there is to fill in. */
function Blank({ question, filling }: { question: Question; filling: Filling }) {
  const { draft, text, others, alike, here, set } = filling;
  return (
    <>
      {!here && <CheckInFirst />}
      <Form question={question} draft={draft} onDraft={(next) => set({ draft: next })} disabled={!here} />
      {question.method === 'letters' && !sealed(question) && (
        <TextArea
          label={b('reply')}
          hint={b('replyHint')}
          value={text}
          onInput={(next) => set({ text: next })}
          maxLength={5000}
        />
      )}
      {others.length > 0 && (
        <label class="alike">
          <input type="checkbox" checked={alike} onChange={() => set({ alike: !alike })} />
          {b('allAlike', others.length + 1)}
        </label>
      )}
    </>
  );
}

function CheckInFirst() {
  const [busy, run] = useAct('attendance.check_in');
  return (
    <Notice kind="warn" icon={userCheckIcon} title={t('checkInToVote')}>
      <Button kind="primary" busy={busy} onClick={() => void run({})}>
        {t('checkIn')}
      </Button>
    </Notice>
  );
}

function Ended({ ballot }: { ballot: BallotValue }) {
  const sheets = sheetsOf(ballot.id);
  return (
    <>
      {ballot.state === 'declared' && <Result ballot={ballot} />}
      {ballot.state === 'void' && ballot.reason && <p>{t('voidReason', ballot.reason)}</p>}
      {sheets.map((sheet) => (
        <EndedSheet key={sheet.elector} ballot={ballot} sheet={sheet} named={sheets.length > 1} />
      ))}
      {(ballot.state === 'closed' || ballot.state === 'counting') && <p class="soft">{t('waitResult')}</p>}
    </>
  );
}

function EndedSheet({ ballot, sheet, named }: { ballot: BallotValue; sheet: Sheet; named: boolean }) {
  const state = sheetState(ballot.id, sheet);
  if (sheet.caster || sheet.on_paper || sheet.removed) return null;
  const late = sheet.late && state.state !== 'recorded';
  return (
    <>
      {named && <h3>{sheetName(sheet)}</h3>}
      <Standing question={ballot.question} state={state} />
      {state.state === 'none' && ballot.question.method !== 'paper' && ballot.question.method !== 'hands' && (
        <p class="soft">{late ? t('castLate') : t('ballotEndedNotCast')}</p>
      )}
    </>
  );
}

/** Says the last seconds to those who do not see them. Stands once beside the sheet. */
export function BallotHerald() {
  const ballot = openBallot.value;
  const left = ballot?.closes ? Math.ceil((Date.parse(ballot.closes) - now.value) / 1000) : 0;
  const last = left === 10 || left === 30 ? left : 0;
  useEffect(() => {
    if (last > 0) announce(t('closesIn', `${last} s`), last === 10);
  }, [last]);
  return null;
}

import './vote.css';
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { announce } from '../../core/a11y';
import { me, myself, online, store } from '../../core/meeting';
import type { BallotValue, Question, Sheet } from '../../core/protocol.gen';
import { t } from '../../locale';
import { useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextArea } from '../../ui/field';
import { circleAlertIcon, fileTextIcon, userCheckIcon } from '../../ui/icons';
import { nameOf } from '../people/names';
import { About, Above } from './about';
import { Bars } from './bars';
import { bringSealing, cast, type CastState, forgetRefusal, openBallot, proofFor, sheetsOf, sheetState, shown } from './cast';
import { hasWork } from './duty';
import { Ended } from './ended';
import { Form } from './form';
import { mayCast, sealed } from './kind';
import { type Draft, emptyDraft, marksInWords, unready } from './marks';
import { mustName, Notice, refusal, sheetName, Standing, StatePill } from './standing';
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
  const mustSeal = sealed(ballot.question) && runs(ballot);
  useEffect(() => {
    if (mustSeal) void bringSealing(); // before the line may be away
  }, [mustSeal]);
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
      {hasWork(ballot) && <TellerWork ballot={ballot} />}
      {mustName(sheets) && sheets.length === 1 && sheet && <p class="soft">{sheetName(sheet)}</p>}
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

/** Whether the ballot would have to be sealed, and the browser does not let this page do so. */
const insecure = (question: Question): boolean => sealed(question) && !isSecureContext;

function SendButtons({ ballot, filling }: { ballot: BallotValue; filling: Filling }) {
  const unfit = insecure(ballot.question) ? b('sealInsecure') : unready(ballot.question, filling.draft);
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

/** One sheet, while the round runs. */
function Voting(props: { ballot: BallotValue; sheet: Sheet | undefined; filling: Filling | undefined }) {
  const { ballot, sheet, filling } = props;
  const { question } = ballot;
  const state = sheet ? sheetState(ballot.id, sheet) : undefined;
  useAnnounced(state);
  if (question.method === 'paper' || question.method === 'hands') return <p>{b(`method_${question.method}`)}</p>;
  if (!sheet || !state) return <p class="soft">{t('notVoter')}</p>;
  if (sheet.caster) return <p>{b(sheet.substitute ? 'castFor' : 'castBy', nameOf(sheet.caster))}</p>;
  if (sheet.removed) return <p>{b('sheetRemoved')}</p>;
  if (sheet.on_paper) return <p>{b('sheetOnPaper')}</p>;
  if (filling) return <Blank question={question} filling={filling} />;
  return (
    <>
      <Standing
        question={question}
        state={state}
        proof={state.state === 'recorded' ? proofFor(ballot.id, sheet, state) : undefined}
        onAgain={() => forgetRefusal(ballot.id, sheet.elector)}
      />
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
    if (state?.state === 'refused') announce(`${t('refused')}. ${refusal(state.answer)}`, true);
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
      {insecure(question) && <Notice kind="danger" icon={circleAlertIcon} title={b('sealInsecure')} />}
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

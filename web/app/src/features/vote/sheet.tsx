import './vote.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { announce } from '../../core/a11y';
import { now } from '../../core/clock';
import { timeWithSeconds } from '../../core/format';
import { myself, online, store } from '../../core/meeting';
import type { BallotValue, Choice } from '../../core/protocol.gen';
import { explain, t } from '../../locale';
import { useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import {
  circleAlertIcon,
  circleCheckIcon,
  clockIcon,
  fileTextIcon,
  Icon,
  squareCheckIcon,
  userCheckIcon,
  wifiOffIcon,
} from '../../ui/icons';
import { Pill } from '../../ui/parts';
import { Countdown } from '../../ui/timer';
import { cast, castState, type CastState, forgetRefusal, openBallot, shown } from './cast';
import { Result } from './result';
import { citationWords, ruleWords } from './rule';

interface SheetProps {
  /** Opens the document that the question is about. */
  onReview?: (document: string) => void;
}

/** The vote before everything else, or as a bar that leads back to it. It stands on every screen of an app. */
export function VoteSheet({ onReview }: SheetProps) {
  const view = shown.value;
  const ballot = view ? store.value(`ballot/${view.ballot}`).value : undefined;
  if (!view || !ballot) return null;
  const shrink = (): void => {
    shown.value = ballot.state === 'open' ? { ballot: ballot.id, as: 'bar' } : undefined;
  };
  if (view.as === 'bar') return ballot.state === 'open' ? <Bar ballot={ballot} /> : null;
  return <Sheet ballot={ballot} onShrink={shrink} onReview={onReview} />;
}

function Bar({ ballot }: { ballot: BallotValue }) {
  const state = castState(ballot.id);
  const done = state.state === 'recorded' || state.state === 'sending';
  return (
    <div class={`strip ballot-bar ${state.state}`}>
      <Icon of={state.state === 'recorded' ? circleCheckIcon : squareCheckIcon} />
      <span class="strip-text">
        <span class="ballot-bar-title">{t('ballotOpen')}</span>
        <span class="ballot-bar-question">{ballot.question}</span>
      </span>
      <BarState state={state} />
      {ballot.closes && <Remaining closes={ballot.closes} />}
      <Button
        kind={done ? 'plain' : 'primary'}
        onClick={() => {
          shown.value = { ballot: ballot.id, as: 'sheet' };
        }}
      >
        {done || !myself.value?.votes ? t('seeBallot') : t('toBallot')}
      </Button>
    </div>
  );
}

function BarState({ state }: { state: CastState }) {
  if (state.state === 'recorded') return <Pill kind="ok">{t('recorded')}</Pill>;
  if (state.state === 'sending') return <Pill kind="warn">{t('sending')}</Pill>;
  if (state.state === 'refused') return <Pill kind="danger">{t('refused')}</Pill>;
  return myself.value?.votes ? <Pill>{t('notCastYet')}</Pill> : null;
}

function Remaining({ closes }: { closes: string }) {
  return (
    <span class="ballot-time">
      <Icon of={clockIcon} />
      <Countdown until={closes} />
    </span>
  );
}

function Sheet(props: { ballot: BallotValue; onShrink: () => void; onReview: SheetProps['onReview'] }) {
  const { ballot, onShrink, onReview } = props;
  const [choice, setChoice] = useState<Choice>();
  const state = castState(ballot.id);
  const open = ballot.state === 'open';
  const asking = open && state.state === 'none' && myself.value?.votes && myself.value.present;
  const review = (): void => {
    onShrink();
    if (ballot.document) onReview?.(ballot.document);
  };
  useEffect(() => {
    if (state.state === 'recorded') announce(`${t('recorded')}. ${t('receipt')}: ${state.receipt}`);
    if (state.state === 'refused') announce(`${t('refused')}. ${explain(state.answer)}`, true);
    // Only another state is news.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [state.state]);
  return (
    <Dialog
      key={ballot.id}
      title={ballot.question}
      class="ballot"
      firm
      onClose={onShrink}
      above={<Above ballot={ballot} />}
      actions={
        <>
          {open && (
            <Button size="large" icon={fileTextIcon} onClick={review}>
              {t('reviewDocument')}
            </Button>
          )}
          {asking && (
            <Button
              kind="primary"
              size="large"
              why={choice ? (online.value ? undefined : t('needsConnection')) : t('choose')}
              onClick={() => choice && void cast(ballot, choice)}
            >
              {t('castBallot')}
            </Button>
          )}
          {!asking && (
            <Button kind="primary" size="large" onClick={onShrink}>
              {t('close')}
            </Button>
          )}
        </>
      }
    >
      {open && <Rule ballot={ballot} />}
      {open ? (
        <Voting ballot={ballot} state={state} choice={choice} onChoose={setChoice} />
      ) : (
        <Ended ballot={ballot} state={state} />
      )}
    </Dialog>
  );
}

function Above({ ballot }: { ballot: BallotValue }) {
  const words: Record<BallotValue['state'], string> = {
    ready: t('voting'),
    open: t('ballotOpen'),
    closed: t('ballotEnded'),
    declared: t('ballotDeclared'),
    void: t('ballotVoid'),
  };
  return (
    <div class="ballot-above">
      <Pill kind={ballot.state === 'open' ? 'ok' : ballot.state === 'void' ? 'danger' : 'primary'}>{words[ballot.state]}</Pill>
      <span class="faint">{t('named')}</span>
      {ballot.round > 1 && <Pill>{t('ballotRound', ballot.round)}</Pill>}
      {ballot.state === 'open' && ballot.closes && <Remaining closes={ballot.closes} />}
    </div>
  );
}

function Rule({ ballot }: { ballot: BallotValue }) {
  const citation = citationWords(ballot.rule);
  return (
    <div class="ballot-rule">
      <p>
        {t('rule')}: <strong>{ruleWords(ballot.rule)}</strong>
      </p>
      {citation && <p class="faint">{citation}</p>}
      {!ballot.closes && <p class="faint">{t('closesByChair')}</p>}
    </div>
  );
}

function Voting(props: {
  ballot: BallotValue;
  state: CastState;
  choice: Choice | undefined;
  onChoose: (choice: Choice) => void;
}) {
  const { ballot, state, choice, onChoose } = props;
  switch (state.state) {
    case 'recorded':
      return <Recorded state={state} />;
    case 'sending':
      return <Sending choice={state.choice} />;
    case 'refused':
      return (
        <Notice kind="danger" icon={circleAlertIcon} title={t('refused')}>
          <p>{state.answer.code === 'ballot_closed' ? t('castLate') : explain(state.answer)}</p>
          <Button onClick={() => forgetRefusal(ballot.id)}>{t('chooseAgain')}</Button>
        </Notice>
      );
    case 'none':
      if (!myself.value?.votes) return <p class="soft">{t('notVoter')}</p>;
      return (
        <>
          {!myself.value.present && <CheckInFirst />}
          <Options ballot={ballot} choice={choice} onChoose={onChoose} disabled={!myself.value.present} />
        </>
      );
  }
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

function Options(props: {
  ballot: BallotValue;
  choice: Choice | undefined;
  onChoose: (choice: Choice) => void;
  disabled: boolean;
}) {
  const group = useId();
  return (
    <fieldset class="choices" disabled={props.disabled}>
      <legend class="visually-hidden">{t('choose')}</legend>
      {props.ballot.options.map((option) => (
        <label key={option} class="choice">
          <input
            type="radio"
            name={group}
            value={option}
            checked={option === props.choice}
            onChange={() => props.onChoose(option)}
          />
          <span class="choice-text">{t(`choice_${option}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Sending({ choice }: { choice: Choice }) {
  const up = online.value;
  return (
    <Notice
      kind={up ? 'warn' : 'danger'}
      icon={up ? clockIcon : wifiOffIcon}
      title={up ? t('casting') : t('castingOffline')}
    >
      <p>
        {t('yourChoice')}: <strong>{t(`choice_${choice}`)}</strong>
      </p>
    </Notice>
  );
}

function Recorded({ state }: { state: CastState & { state: 'recorded' } }) {
  return (
    <Notice kind="ok" icon={circleCheckIcon} title={`${t('recorded')} ${t('recordedAt', timeWithSeconds(state.at))}`}>
      <dl class="receipt">
        <dt>{t('receipt')}</dt>
        <dd class="receipt-code">{state.receipt}</dd>
        <dt>{t('yourChoice')}</dt>
        <dd>{t(`choice_${state.choice}`)}</dd>
      </dl>
    </Notice>
  );
}

function Ended({ ballot, state }: { ballot: BallotValue; state: CastState }) {
  const mine = myself.value?.votes;
  return (
    <>
      {ballot.state === 'declared' && <Result ballot={ballot} />}
      {ballot.state === 'void' && ballot.reason && <p>{t('voidReason', ballot.reason)}</p>}
      {state.state === 'recorded' && <Recorded state={state} />}
      {state.state === 'sending' && <Sending choice={state.choice} />}
      {mine && state.state === 'refused' && (
        <Notice kind="danger" icon={circleAlertIcon} title={t('refused')}>
          <p>{state.answer.code === 'ballot_closed' ? t('castLate') : explain(state.answer)}</p>
        </Notice>
      )}
      {mine && state.state === 'none' && <p class="soft">{t('ballotEndedNotCast')}</p>}
      {ballot.state === 'closed' && <p class="soft">{t('waitResult')}</p>}
    </>
  );
}

function Notice(props: {
  kind: 'ok' | 'warn' | 'danger';
  icon: string;
  title: string;
  children?: ComponentChildren;
}) {
  return (
    <div class={`notice ${props.kind}`}>
      <Icon of={props.icon} />
      <div class="notice-body">
        <p class="notice-title">{props.title}</p>
        {props.children}
      </div>
    </div>
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

import type { ComponentChildren } from 'preact';
import { timeWithSeconds } from '../../core/format';
import { myself, online } from '../../core/meeting';
import type { Marks, Question, Sheet } from '../../core/protocol.gen';
import { explain, t } from '../../locale';
import { Button } from '../../ui/button';
import { circleAlertIcon, circleCheckIcon, clockIcon, Icon, wifiOffIcon } from '../../ui/icons';
import { Pill } from '../../ui/parts';
import type { Cast, CastState } from './cast';
import { sealed } from './kind';
import { marksInWords } from './marks';
import type { Proof } from './proof';
import { b } from './words';

/** Whose sheet it is. */
export const sheetName = (sheet: Sheet): string =>
  sheet.elector === myself.value?.id ? b('mySheet') : b(sheet.substitute ? 'sheetFor' : 'sheetOf', sheet.name);

/** Whether it has to be said whose sheets these are: there are several, or the one is somebody else's. */
export const mustName = (sheets: readonly Sheet[]): boolean =>
  sheets.length > 1 || sheets.some((sheet) => sheet.elector !== myself.value?.id);

/** How it stands, in a word. */
export function StatePill({ state }: { state: CastState }) {
  if (state.state === 'recorded') return <Pill kind="ok">{t('recorded')}</Pill>;
  if (state.state === 'sending' || state.state === 'sealing') return <Pill kind="warn">{t('sending')}</Pill>;
  if (state.state === 'refused') return <Pill kind="danger">{t('refused')}</Pill>;
  return <Pill>{t('notCastYet')}</Pill>;
}

/** A message within the sheet. */
export function Notice(props: {
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

/** How it stands with a ballot that was sent. There are no states but these. */
export function Standing(props: {
  question: Question;
  state: CastState;
  proof?: Proof | undefined;
  onAgain?: (() => void) | undefined;
}) {
  const { question, state, proof, onAgain } = props;
  switch (state.state) {
    case 'recorded':
      return (
        <>
          <RecordedNotice question={question} state={state} proof={proof} />
          {state.refused && (
            <Notice kind="danger" icon={circleAlertIcon} title={b('anotherRefused')}>
              <p>{refusal(state.refused)}</p>
            </Notice>
          )}
        </>
      );
    case 'sealing':
      return <Notice kind="warn" icon={clockIcon} title={b('sealing')} />;
    case 'sending':
      return <Sending question={question} marks={state.marks} />;
    case 'refused':
      return (
        <Notice kind="danger" icon={circleAlertIcon} title={t('refused')}>
          <p>{refusal(state.answer)}</p>
          {onAgain && <Button onClick={onAgain}>{t('chooseAgain')}</Button>}
        </Notice>
      );
    case 'none':
      return null;
  }
}

/** Why a ballot was refused, in words. */
export function refusal(answer: (CastState & { state: 'refused' })['answer']): string {
  if (answer.code === 'ballot_closed') return t('castLate');
  if (answer.code === 'ballot_envelope' && !isSecureContext) return b('sealInsecure');
  return explain(answer);
}

function Sending({ question, marks }: { question: Question; marks: Marks | undefined }) {
  const up = online.value;
  return (
    <Notice
      kind={up ? 'warn' : 'danger'}
      icon={up ? clockIcon : wifiOffIcon}
      title={up ? t('casting') : t('castingOffline')}
    >
      {marks && (
        <p>
          {t('yourChoice')}: <strong>{marksInWords(question, marks).join(', ')}</strong>
        </p>
      )}
    </Notice>
  );
}

function RecordedNotice(props: { question: Question; state: Cast; proof: Proof | undefined }) {
  const { question, state, proof } = props;
  const { receipt, at } = state;
  // A blank sheet by name has no marks, and is told as blank; of a sealed one nothing is known.
  const marks = state.marks ?? (sealed(question) ? undefined : {});
  return (
    <Notice kind="ok" icon={circleCheckIcon} title={`${t('recorded')} ${t('recordedAt', timeWithSeconds(at))}`}>
      <dl class="receipt">
        <dt>{t('receipt')}</dt>
        <dd class="receipt-code">{receipt}</dd>
        {marks && (
          <>
            <dt>{t('yourChoice')}</dt>
            <dd>{marksInWords(question, marks).join(', ')}</dd>
          </>
        )}
        {proof && (
          <>
            <dt>{b('envelope')}</dt>
            <dd>
              <span class="receipt-code">{proof.envelope.slice(0, 16)}</span> · {b('position', proof.position)}
            </dd>
          </>
        )}
      </dl>
      {sealed(question) && <p class="soft">{b('secretNotKept')}</p>}
      {proof?.signed && (
        <details class="checkpoint">
          <summary>{b('signedReceipt')}</summary>
          <pre>{proof.signed}</pre>
        </details>
      )}
    </Notice>
  );
}

import type { BallotValue, Sheet } from '../../core/protocol.gen';
import { t } from '../../locale';
import { nameOf } from '../people/names';
import { proofFor, sheetsOf, sheetState } from './cast';
import { byDevice } from './kind';
import { Checkpoint, Result } from './result';
import { mustName, sheetName, Standing } from './standing';
import { b } from './words';

/** A round that takes no more ballots: what is known of it, and what became of one's own. */
export function Ended({ ballot }: { ballot: BallotValue }) {
  const sheets = sheetsOf(ballot.id);
  return (
    <>
      {ballot.state === 'declared' && <Result ballot={ballot} />}
      {ballot.state === 'void' && ballot.reason && <p>{t('voidReason', ballot.reason)}</p>}
      {sheets.map((sheet) => (
        <EndedSheet key={sheet.elector} ballot={ballot} sheet={sheet} named={mustName(sheets)} />
      ))}
      {ballot.state === 'counting' && <p class="soft">{b('counting')}</p>}
      {ballot.state === 'closed' && <p class="soft">{ballot.withheld ? b('linked') : t('waitResult')}</p>}
      {ballot.state === 'closed' && <Checkpoint of={ballot} />}
    </>
  );
}

/** Why nothing was given on a sheet at this device, where there is a reason. */
function reason({ question }: BallotValue, sheet: Sheet): string | undefined {
  if (sheet.caster) return b(sheet.substitute ? 'castFor' : 'castBy', nameOf(sheet.caster));
  if (sheet.removed) return b('sheetRemoved');
  if (sheet.on_paper) return b('sheetOnPaper');
  if (!byDevice(question)) return undefined;
  return sheet.late ? t('castLate') : t('ballotEndedNotCast');
}

function EndedSheet({ ballot, sheet, named }: { ballot: BallotValue; sheet: Sheet; named: boolean }) {
  const state = sheetState(ballot.id, sheet);
  const why = state.state === 'none' ? reason(ballot, sheet) : undefined;
  if (state.state === 'none' && !why) return null;
  return (
    <>
      {named && <h3>{sheetName(sheet)}</h3>}
      <Standing
        question={ballot.question}
        state={state}
        proof={state.state === 'recorded' ? proofFor(ballot.id, sheet, state) : undefined}
      />
      {why && <p class="soft">{why}</p>}
    </>
  );
}

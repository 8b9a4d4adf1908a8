import { useState } from 'preact/hooks';
import { meeting } from '../../core/meeting';
import type { BallotValue, Method } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/field';
import { fileTextIcon, handIcon } from '../../ui/icons';
import { fallbacks, sealed } from './ballots';
import { d } from './words';

/** Gives the round up, unread, and puts the same question by hands or on paper: one press to ask, one to do it. */
export function FallBackButton({ ballot }: { ballot: BallotValue }) {
  const [asking, setAsking] = useState(false);
  const ways = fallbacks(ballot.question);
  if (ways.length === 0 && !ballot.question.rule.by_weight) return null;
  const why =
    ways.length === 0 ? d('noFallBackByWeight') : meeting.value?.phase === 'in_session' ? offlineReason() : d('onlyInSession');
  return (
    <>
      <Button kind="ghost" icon={handIcon} why={why} onClick={() => setAsking(true)}>
        {d('fallBack')}
      </Button>
      {asking && <FallBackDialog ballot={ballot} ways={ways} onClose={() => setAsking(false)} />}
    </>
  );
}

function FallBackDialog({ ballot, ways, onClose }: { ballot: BallotValue; ways: readonly Method[]; onClose: () => void }) {
  const [reason, setReason] = useState(d('fallBackReason'));
  const [busy, run] = useAct('ballot.fall_back');
  const go = async (method: Method): Promise<void> => {
    const answer = await run({ ballot: ballot.id, method, reason });
    if (answer.ok) onClose();
  };
  const why = reason.trim() ? offlineReason() : d('reasonNeeded');
  return (
    <Dialog title={d('fallBackTitle')} firm onClose={onClose} actions={<Button onClick={onClose}>{t('cancel')}</Button>}>
      <p>{sealed(ballot.question.secrecy) ? d('fallBackSealed') : d('fallBackNamed')}</p>
      <div class="desk-ways">
        {ways.map((way) => (
          <Button
            key={way}
            kind="primary"
            size="large"
            wide
            icon={way === 'hands' ? handIcon : fileTextIcon}
            busy={busy}
            why={why}
            onClick={() => void go(way)}
          >
            {busy ? t('sending') : way === 'hands' ? d('toHands') : d('toPaper')}
          </Button>
        ))}
      </div>
      <TextField label={d('reason')} maxLength={300} value={reason} onInput={setReason} />
    </Dialog>
  );
}

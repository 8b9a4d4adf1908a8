import { useState } from 'preact/hooks';
import { can, floor, store } from '../../core/meeting';
import { items } from '../../features/agenda/items';
import { running } from '../../features/desk/ballots';
import { sessionBallot } from '../../features/desk/session-ballot';
import { offlineReason, useAct } from '../../ui/act';
import { Confirm } from '../../ui/dialog';
import { HoldToConfirm } from './hold';
import { t } from './words';

/** What is still undone when the meeting ends, in words. */
function undone(): string[] {
  const closed = store.all('ballot').filter((ballot) => ballot.state === 'closed' || ballot.state === 'counting').length;
  const untouched = items().filter((item) => item.state === 'ready').length;
  const waiting = floor.value?.queue.length ?? 0;
  return [
    closed > 0 ? t('undeclared', closed) : '',
    untouched > 0 ? t('untouched', untouched) : '',
    waiting > 0 ? t('waiting', waiting) : '',
  ].filter(Boolean);
}

/** Ends the meeting for good: held it acts at once, unless something is undone; pressed it asks. */
export function EndButton() {
  const [busy, close] = useAct('meeting.close');
  const [asking, setAsking] = useState(false);
  if (!can('meeting.close')) return null;
  const left = undone();
  const letters = store.all('ballot').some(running);
  const why = sessionBallot.value ? t('voteFirst') : letters ? t('lettersFirst') : offlineReason();
  const hold = (): void => {
    if (left.length > 0) setAsking(true);
    else void close({});
  };
  return (
    <div class="controls-end">
      <HoldToConfirm onHold={hold} onAsk={() => setAsking(true)} why={busy ? t('ending') : why}>
        {busy ? t('ending') : t('end')}
      </HoldToConfirm>
      {asking && (
        <Confirm
          title={t('endTitle')}
          text={t('endText')}
          verb={t('end')}
          danger
          onConfirm={() => close({})}
          onClose={() => setAsking(false)}
        >
          {left.length > 0 && (
            <ul class="controls-undone">
              {left.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </Confirm>
      )}
    </div>
  );
}

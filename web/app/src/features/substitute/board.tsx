import './substitute.css';
import { useState } from 'preact/hooks';
import { serverNow } from '../../core/clock';
import { timeOrDate } from '../../core/format';
import { me, meeting, store } from '../../core/meeting';
import type { SubstitutionValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { act, offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Confirm, Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/field';
import { checkIcon, plusIcon, undo2Icon, usersIcon, xIcon } from '../../ui/icons';
import { EmptyState, Pill } from '../../ui/parts';
import { toast } from '../../ui/toast';
import { nameOf } from '../people/names';
import { ProposeDialog } from './propose';
import { inOrder, live, type Stage, stateOf } from './state';
import { s } from './words';

const kinds: Record<Stage, 'warn' | 'ok' | 'danger' | 'neutral'> = {
  proposed: 'warn',
  approved: 'ok',
  refused: 'danger',
  withdrawn: 'neutral',
  ended: 'neutral',
};

/** The desk's list of substitutes: what waits for a decision, and what became of the others. */
export function SubstituteBoard({ onClose }: { onClose: () => void }) {
  const [adding, setAdding] = useState(false);
  const all = inOrder(store.all('substitution'));
  const closed = meeting.value?.phase === 'closed';
  return (
    <Dialog
      title={s('board')}
      size="large"
      onClose={onClose}
      actions={
        !closed && (
          <Button icon={plusIcon} why={offlineReason()} onClick={() => setAdding(true)}>
            {s('propose')}
          </Button>
        )
      }
    >
      {all.length === 0 && <EmptyState icon={usersIcon} title={s('boardEmpty')} />}
      <ul class="substitute-list">
        {all.map((one) => (
          <Entry key={one.id} one={one} open={!closed} />
        ))}
      </ul>
      {adding && <ProposeDialog choose onClose={() => setAdding(false)} />}
    </Dialog>
  );
}

/** The chair always; a secretary where the meeting says so. */
const mayDecide = (): boolean =>
  me.value?.role === 'chair' || (me.value?.role === 'secretary' && meeting.value?.substitutes_by === 'secretary');

const at = (when: string | undefined): string => (when ? timeOrDate(when, serverNow()) : '');

function Entry({ one, open }: { one: SubstitutionValue; open: boolean }) {
  const stage = stateOf(one);
  const principal = nameOf(one.principal);
  const lines = [
    s('because', one.reason),
    s('askedBy', nameOf(one.by), at(one.at)),
    one.decided_at && s(one.state === 'refused' ? 'refusedBy' : 'approvedBy', nameOf(one.decided_by), at(one.decided_at)),
    one.answer && s('answered', one.answer),
    one.withdrawn_at && !one.ended && s('withdrawnBy', nameOf(one.withdrawn_by), at(one.withdrawn_at)),
    one.regret && s('because', one.regret),
    one.ended && one.decided_at && s('endedAt', at(one.ended)),
  ].filter(Boolean);
  return (
    <li class="substitute-entry">
      <div class="substitute-head">
        <Pill kind={kinds[stage]}>{s(`state_${stage}`)}</Pill>
        {one.votes && <Pill kind="primary">{s('votes')}</Pill>}
      </div>
      <p class="substitute-who">{s(one.state === 'approved' ? 'sendsWhom' : 'asksWhom', principal, one.sent.name)}</p>
      <p class="soft">{[one.sent.title, one.sent.unit].filter(Boolean).join(' · ')}</p>
      <ul class="substitute-lines faint">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {open && live(one) && <Acts one={one} />}
    </li>
  );
}

function Acts({ one }: { one: SubstitutionValue }) {
  const [asking, setAsking] = useState<'refuse' | 'withdraw'>();
  const [busy, decide] = useAct('substitution.decide');
  const waits = one.state === 'proposed';
  const approve = async (): Promise<void> => {
    const answer = await decide({ substitution: one.id, approve: true });
    if (answer.ok) toast(s('approvedToast', one.sent.name), { kind: 'ok', stay: 8_000 });
  };
  const close = (): void => setAsking(undefined);
  return (
    <div class="substitute-acts">
      {waits && mayDecide() && (
        <>
          <Button kind="primary" icon={checkIcon} busy={busy} why={offlineReason()} onClick={() => void approve()}>
            {s('approve')}
          </Button>
          <Button icon={xIcon} why={offlineReason()} onClick={() => setAsking('refuse')}>
            {s('refuse')}
          </Button>
        </>
      )}
      {waits && !mayDecide() && <span class="faint">{s('chairAlone')}</span>}
      <Button kind="ghost" icon={undo2Icon} why={offlineReason()} onClick={() => setAsking('withdraw')}>
        {s('withdraw')}
      </Button>
      {asking === 'refuse' && <Refuse one={one} onClose={close} />}
      {asking === 'withdraw' && (
        <Confirm
          title={s('withdrawTitle')}
          text={waits ? s('withdrawProposal') : s('withdrawText')}
          verb={s('withdraw')}
          danger
          onConfirm={() => act('substitution.withdraw', { substitution: one.id })}
          onClose={close}
        />
      )}
    </div>
  );
}

/** A refusal is told with its reason. */
function Refuse({ one, onClose }: { one: SubstitutionValue; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [busy, decide] = useAct('substitution.decide');
  const go = async (): Promise<void> => {
    const answer = await decide({ substitution: one.id, reason });
    if (answer.ok) onClose();
  };
  return (
    <Dialog
      title={s('refuseTitle')}
      size="small"
      firm
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="danger" busy={busy} why={reason.trim() ? offlineReason() : s('needReason')} onClick={() => void go()}>
            {s('refuse')}
          </Button>
        </>
      }
    >
      <p>{s('asksWhom', nameOf(one.principal), one.sent.name)}</p>
      <TextField label={s('refuseReason')} maxLength={300} value={reason} onInput={setReason} />
    </Dialog>
  );
}

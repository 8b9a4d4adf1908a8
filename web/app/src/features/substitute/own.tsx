import './substitute.css';
import { useEffect, useState } from 'preact/hooks';
import { time, timeOrDate } from '../../core/format';
import { serverNow } from '../../core/clock';
import { me, meeting, myself } from '../../core/meeting';
import type { Substitution } from '../../core/protocol.gen';
import { act, offlineReason } from '../../ui/act';
import { Button } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { usersIcon } from '../../ui/icons';
import { Pill } from '../../ui/parts';
import { toast } from '../../ui/toast';
import { nameOf } from '../people/names';
import { ProposeDialog } from './propose';
import { live, stateOf } from './state';
import { s } from './words';

/** Who sits in the place of the person at the device, or in whose place they sit. */
export function OwnSubstitute() {
  useCameAfterAll();
  const mine = myself.value;
  if (!mine || meeting.value?.phase === 'closed') return null;
  if (mine.stands_for) {
    return (
      <section class="card substitute-card" aria-labelledby="substitute-title">
        <h2 id="substitute-title">{s('youStand', nameOf(mine.stands_for))}</h2>
        <p class="soft">{meeting.value?.substitute_votes ? s('youVote') : s('youRead')}</p>
      </section>
    );
  }
  return mine.role === 'delegate' ? <Sending of={me.value?.substitution} /> : null;
}

/** Tells a substitute when the principal has come. */
function useCameAfterAll(): void {
  const [before, setBefore] = useState<string>();
  const now = myself.value?.stands_for;
  const role = myself.value?.role;
  useEffect(() => {
    if (before && !now && role === 'guest') toast(s('cameAfterAll', nameOf(before)), { kind: 'warn', stay: 12_000 });
    setBefore(now);
    // oxlint-disable-next-line react/exhaustive-deps -- what was before is no reason
  }, [now, role]);
}

function Sending({ of }: { of: Substitution | undefined }) {
  const [asking, setAsking] = useState<'propose' | 'withdraw'>();
  const here = myself.value?.present === true;
  const open = of && live(of) ? of : undefined;
  if (here && !open) return null;
  const close = (): void => setAsking(undefined);
  return (
    <section class={`card substitute-card ${of ? '' : 'quiet'}`} aria-labelledby="substitute-title">
      <h2 id="substitute-title">{of ? s('ownTitle') : s('cannotCome')}</h2>
      {of ? <Standing of={of} /> : <p class="soft">{s('cannotComeHint')}</p>}
      <div class="substitute-acts">
        {open ? (
          <Button why={offlineReason()} onClick={() => setAsking('withdraw')}>
            {s('withdraw')}
          </Button>
        ) : (
          <Button icon={usersIcon} why={offlineReason()} onClick={() => setAsking('propose')}>
            {of ? s('proposeAgain') : s('propose')}
          </Button>
        )}
      </div>
      {asking === 'propose' && <ProposeDialog onClose={close} />}
      {asking === 'withdraw' && open && (
        <Confirm
          title={s('withdrawTitle')}
          text={open.state === 'proposed' ? s('withdrawProposal') : s('withdrawText')}
          verb={s('withdraw')}
          danger
          onConfirm={() => act('substitution.withdraw', { substitution: open.id })}
          onClose={close}
        />
      )}
    </section>
  );
}

const at = (when: string): string => timeOrDate(when, serverNow());

function Standing({ of }: { of: Substitution }) {
  const state = stateOf(of);
  const name = of.sent.name;
  const said = {
    proposed: s('waits', name),
    approved: s('stands', name),
    refused: s('wasRefused', name),
    withdrawn: s('wasWithdrawn', name),
    ended: s('endedAt', time(of.ended ?? of.at)),
  }[state];
  return (
    <>
      <p>
        <Pill kind={state === 'approved' ? 'ok' : state === 'refused' ? 'danger' : state === 'proposed' ? 'warn' : 'neutral'}>
          {s(`state_${state}`)}
        </Pill>{' '}
        {said}
      </p>
      {state === 'approved' && of.decided_at && (
        <p class="soft">{[s('approvedBy', nameOf(of.decided_by), at(of.decided_at)), s('comeAnyway')].join('. ')}</p>
      )}
      {state === 'refused' && of.answer && <p class="soft">{s('answered', of.answer)}</p>}
    </>
  );
}

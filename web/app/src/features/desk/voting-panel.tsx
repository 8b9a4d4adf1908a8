import './desk.css';
import './ballots.css';
import { useState } from 'preact/hooks';
import { agenda, can, meeting, store } from '../../core/meeting';
import type { BallotValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason } from '../../ui/act';
import { Button } from '../../ui/button';
import { plusIcon, squareCheckIcon } from '../../ui/icons';
import { EmptyState } from '../../ui/parts';
import { ClosedBallot, PastBallot } from './ballot-ended';
import { OpenBallot } from './ballot-open';
import { ReadyBallot } from './ballot-ready';
import { board } from './ballots';
import type { Start } from './compose';
import { later } from './later';
import { Panel } from './panel';
import { d } from './words';

const Compose = later(async () => (await import('./compose')).Compose);

/** Every question of the meeting: the open one first, then what waits to be declared, what is prepared, what is past. */
export function VotingPanel() {
  const [composing, setComposing] = useState<Start>();
  const all = store.all('ballot');
  const { open, closed, ready, past } = board(all, agenda.value?.order ?? [], agenda.value?.current);
  const compose = (start: Start): void => setComposing(start);
  const over = meeting.value?.phase === 'closed';
  return (
    <Panel
      title={t('voting')}
      class="desk-voting"
      extra={
        can('ballot.prepare') &&
        !over && (
          <Button icon={plusIcon} why={offlineReason()} onClick={() => compose({})}>
            {d('compose')}
          </Button>
        )
      }
    >
      {all.length === 0 && <EmptyState icon={squareCheckIcon} title={t('ballotNone')} hint={d('ballotNoneHint')} />}
      {open && <OpenBallot ballot={open} />}
      {closed.map((ballot) => (
        <ClosedBallot key={ballot.id} ballot={ballot} />
      ))}
      {ready.map((ballot) => (
        <ReadyBallot key={ballot.id} ballot={ballot} blocked={open} onEdit={() => compose({ replaces: ballot })} />
      ))}
      {past.length > 0 && <h3 class="desk-label">{d('pastBallots', past.length)}</h3>}
      {past.map((ballot) => (
        <PastBallot key={ballot.id} ballot={ballot} all={all} onRepeat={() => compose({ repeats: ballot })} />
      ))}
      {composing && <Compose key={keyOf(composing)} start={composing} onClose={() => setComposing(undefined)} />}
    </Panel>
  );
}

const keyOf = ({ replaces, repeats }: { replaces?: BallotValue; repeats?: BallotValue }): string =>
  replaces?.id ?? repeats?.id ?? '';

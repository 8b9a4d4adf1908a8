import './desk.css';
import './ballots.css';
import { signal } from '@preact/signals';
import { agenda, can, meeting, store } from '../../core/meeting';
import { here, meetingID } from '../../core/session';
import { t } from '../../locale';
import { offlineReason } from '../../ui/act';
import { Button } from '../../ui/button';
import { downloadIcon, Icon, plusIcon, squareCheckIcon } from '../../ui/icons';
import { EmptyState } from '../../ui/parts';
import { ClosedBallot, PastBallot } from './ballot-ended';
import { OpenBallot } from './ballot-open';
import { ReadyBallot } from './ballot-ready';
import { board } from './ballots';
import type { Start } from './compose/compose';
import { later } from './later';
import { Panel } from './panel';
import { d } from './words';

const CountingBallot = later(async () => (await import('./rare')).CountingBallot);
const OpenLetter = later(async () => (await import('./rare')).OpenLetter);
const Compose = later(async () => (await import('./compose/compose')).Compose);

/** What is being written. It outlives the panel: turning the tablet takes no form away. */
const composing = signal<Start | undefined>(undefined);

const compose = (start: Start): void => {
  composing.value = start;
};

/** Every question of the meeting: the open one first, then what waits to be declared, what is prepared, what is past. */
export function VotingPanel() {
  const all = store.all('ballot');
  const { open, letters, counting, closed, ready, past } = board(all, agenda.value?.order ?? [], agenda.value?.current);
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
      {open.map((ballot) => (
        <OpenBallot key={ballot.id} ballot={ballot} />
      ))}
      {counting.map((ballot) => (
        <CountingBallot key={ballot.id} ballot={ballot} />
      ))}
      {closed.map((ballot) => (
        <ClosedBallot key={ballot.id} ballot={ballot} all={all} onFurther={() => compose({ follows: ballot })} />
      ))}
      {letters.map((ballot) => (
        <OpenLetter key={ballot.id} ballot={ballot} />
      ))}
      {ready.map((ballot) => (
        <ReadyBallot key={ballot.id} ballot={ballot} blocked={open} onEdit={() => compose({ replaces: ballot })} />
      ))}
      {past.length > 0 && <h3 class="desk-label">{d('pastBallots', past.length)}</h3>}
      {past.map((ballot) => (
        <PastBallot
          key={ballot.id}
          ballot={ballot}
          all={all}
          onRepeat={() => compose({ repeats: ballot })}
          onFurther={() => compose({ follows: ballot })}
        />
      ))}
      {all.some((ballot) => ballot.state !== 'ready') && <Download />}
      {composing.value && <Compose key={keyOf(composing.value)} start={composing.value} onClose={close} />}
    </Panel>
  );
}

/** The log of votes, to be counted again by anybody. */
function Download() {
  return (
    <div class="desk-download">
      <a class="button" href={here(`/api/meetings/${meetingID}/votes.zip`)} download>
        <Icon of={downloadIcon} />
        <span class="button-text">{d('downloadLog')}</span>
      </a>
      <p class="faint">{d('downloadLogHint')}</p>
    </div>
  );
}

const close = (): void => {
  composing.value = undefined;
};

const keyOf = ({ replaces, repeats, follows }: Start): string => replaces?.id ?? repeats?.id ?? follows?.id ?? '';

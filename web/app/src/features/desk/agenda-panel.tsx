import './desk.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { duration } from '../../core/format';
import { can, meeting, presentation, store } from '../../core/meeting';
import type { DocumentID, ItemID, ItemValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason } from '../../ui/act';
import { Button } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import {
  chevronDownIcon,
  chevronUpIcon,
  fileTextIcon,
  fileXIcon,
  hourglassIcon,
  Icon,
  listIcon,
  pencilIcon,
  presentationIcon,
} from '../../ui/icons';
import { EmptyState, Pill } from '../../ui/parts';
import { stateOf } from '../agenda/agenda';
import { currentItem, items, timeLeft, timeSpent } from '../agenda/items';
import { isShowable, open as look, present } from '../present/reader';
import { ConclusionDialog } from './conclusion';
import { startItem } from './move';
import { Panel } from './panel';
import { sessionBallot } from './session-ballot';
import { d } from './words';

/** The agenda as the desk works on it: what is on, what is next, and the papers to present. */
export function AgendaPanel({ onLook }: { onLook: () => void }) {
  const [asking, setAsking] = useState<ItemID>();
  const list = items();
  const at = list.findIndex((item) => item.id === currentItem()?.id);
  const next = list[at + 1];
  const move = (to: ItemID): Promise<void> | void => {
    if (sessionBallot.peek()) setAsking(to);
    else return startItem(to);
  };
  return (
    <Panel title={t('agenda')} class="desk-agenda">
      {list.length === 0 && <EmptyState icon={listIcon} title={t('agendaEmpty')} />}
      <ol class="desk-cards">
        {list.map((item, i) => (
          <ItemCard key={item.id} item={item} number={i + 1} next={i === at || at < 0 ? next : undefined} onMove={move} onLook={onLook} />
        ))}
      </ol>
      {asking && (
        <Confirm
          title={d('moveWhileVotingTitle')}
          text={d('moveWhileVoting')}
          verb={d('moveOn')}
          onConfirm={() => startItem(asking)}
          onClose={() => setAsking(undefined)}
        />
      )}
    </Panel>
  );
}

interface CardProps {
  item: ItemValue;
  number: number;
  /** The item that follows, where this card leads to it. */
  next: ItemValue | undefined;
  onMove: (to: ItemID) => Promise<void> | void;
  onLook: () => void;
}

function ItemCard({ item, number, next, onMove, onLook }: CardProps) {
  const [chosen, setChosen] = useState<boolean>();
  const current = item.state === 'current';
  const open = chosen ?? current;
  const details = `desk-item-${item.id}`;
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const field = card.current?.closest('.desk-panel-body');
    // Where the page scrolls as a whole it stays where it is.
    if (current && field && field.scrollHeight > field.clientHeight) card.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <li ref={card} class={`desk-card ${item.state}`} aria-current={current ? 'step' : undefined}>
      <button
        type="button"
        class="desk-card-title"
        aria-expanded={open}
        aria-controls={details}
        onClick={() => setChosen(!open)}
      >
        <span class="desk-number figures">{number}.</span>
        <span class="desk-card-text">
          <span class={current ? 'desk-strong' : ''}>{item.title}</span>
          {!current && (
            <span class="faint figures">
              <ItemTime item={item} />
            </span>
          )}
        </span>
        <Icon of={open ? chevronUpIcon : chevronDownIcon} class="desk-chevron" />
      </button>
      {current && (
        <div class="desk-card-head desk-now">
          <span class="desk-now-time figures">
            <ItemTime item={item} />
          </span>
          {next && <MoveButton to={next} word={d('moveOn')} kind="primary" onMove={onMove} />}
        </div>
      )}
      {open && <ItemDetails id={details} item={item} onMove={onMove} onLook={onLook} />}
      {!current && next?.id === item.id && <Begin item={item} onMove={onMove} />}
    </li>
  );
}

/** Where nothing has begun yet, the first item says so itself. */
function Begin({ item, onMove }: { item: ItemValue; onMove: CardProps['onMove'] }) {
  if (meeting.value?.phase !== 'in_session') return null;
  return <MoveButton to={item} word={d('begin')} kind="primary" onMove={onMove} />;
}

function MoveButton(props: {
  to: ItemValue;
  word: string;
  kind: 'primary' | 'plain';
  onMove: CardProps['onMove'];
}) {
  const [busy, setBusy] = useState(false);
  const { to, word, kind, onMove } = props;
  if (!can('item.start') || meeting.value?.phase === 'closed') return null;
  const go = async (): Promise<void> => {
    setBusy(true);
    await onMove(to.id);
    setBusy(false);
  };
  const why = meeting.value?.phase === 'in_session' ? offlineReason() : d('onlyInSession');
  return (
    <Button kind={kind} busy={busy} why={why} label={`${word}: ${to.title}`} onClick={() => void go()}>
      {busy ? t('sending') : word}
    </Button>
  );
}

/** Planned and real time: what is left while an item is on, what it took afterwards. */
function ItemTime({ item }: { item: ItemValue }) {
  const planned = item.minutes ? t('minutes', item.minutes) : '';
  if (item.state === 'ready') return <>{[planned, item.presenter].filter(Boolean).join(' · ')}</>;
  if (item.state === 'current') return <Running item={item} planned={planned} />;
  const took = d('took', Math.round(timeSpent(item) / 60_000), item.minutes ?? 0);
  return <>{`${t(`itemState_${item.state}`)} · ${took}`}</>;
}

function Running({ item, planned }: { item: ItemValue; planned: string }) {
  const left = timeLeft(item);
  if (left === undefined) return <>{d('runningFor', duration(timeSpent(item)))}</>;
  if (left < 0) return <span class="over">{`${t('itemOver', duration(-left))} / ${planned}`}</span>;
  return <>{`${t('itemLeft', duration(left))} / ${planned}`}</>;
}

function ItemDetails({ id, item, onMove, onLook }: Pick<CardProps, 'item' | 'onMove' | 'onLook'> & { id: string }) {
  const [writing, setWriting] = useState(false);
  const begun = item.state !== 'ready';
  return (
    <div id={id} class="desk-card-body">
      <p class="faint">{[t(`itemKind_${item.kind}`), item.presenter].filter(Boolean).join(' · ')}</p>
      {item.documents.length === 0 && <p class="faint">{t('documentsEmpty')}</p>}
      <ul class="desk-papers">
        {item.documents.map((document) => (
          <Paper key={document} id={document} onLook={onLook} />
        ))}
      </ul>
      {item.brief && (
        <details class="desk-conclusion">
          <summary class="desk-label">{t('brief')}</summary>
          <p class="desk-lines">{item.brief}</p>
        </details>
      )}
      {item.conclusion && (
        <div class="desk-conclusion">
          <p class="desk-label">{t('conclusion')}</p>
          <p class="desk-lines">{item.conclusion}</p>
        </div>
      )}
      <div class="desk-buttons">
        {can('item.conclude') && begun && (
          <Button icon={pencilIcon} onClick={() => setWriting(true)}>
            {item.conclusion ? d('editConclusion') : d('writeConclusion')}
          </Button>
        )}
        {item.state !== 'current' && meeting.value?.phase === 'in_session' && (
          <MoveButton to={item} word={begun ? d('returnHere') : d('moveHere')} kind="plain" onMove={onMove} />
        )}
      </div>
      {writing && <ConclusionDialog key={item.id} item={item} onClose={() => setWriting(false)} />}
    </div>
  );
}

function Paper({ id, onLook }: { id: DocumentID; onLook: () => void }) {
  const [busy, setBusy] = useState(false);
  const document = store.value(`document/${id}`).value;
  if (!document) return null;
  const ready = isShowable(document);
  const shown = presentation.value?.document === id;
  const show = async (): Promise<void> => {
    setBusy(true);
    await present(id, 1);
    setBusy(false);
  };
  return (
    <li class={`desk-paper ${shown ? 'shown' : ''}`}>
      <button
        type="button"
        class="desk-paper-title"
        disabled={!ready}
        onClick={() => {
          look(id);
          onLook();
        }}
      >
        <Icon of={document.state === 'failed' ? fileXIcon : ready ? fileTextIcon : hourglassIcon} />
        <span class="desk-card-text">
          <span>{document.title}</span>
          <span class="faint figures">{stateOf(document)}</span>
          {shown && (
            <span>
              <Pill kind="gold" icon={presentationIcon}>
                {t('presentingNow')}
              </Pill>
            </span>
          )}
        </span>
      </button>
      {!shown && meeting.value?.phase !== 'closed' && (
        <Button
          busy={busy}
          why={ready ? presentReason() : d('notReadyToPresent')}
          label={`${t('presentThis')}: ${document.title}`}
          onClick={() => void show()}
        >
          {busy ? t('sending') : t('presentThis')}
        </Button>
      )}
    </li>
  );
}

/** Why nothing can be presented now. */
export function presentReason(): string | undefined {
  const phase = meeting.value?.phase;
  if (phase !== 'check_in' && phase !== 'in_session' && phase !== 'paused') return d('presentFromCheckIn');
  return offlineReason();
}

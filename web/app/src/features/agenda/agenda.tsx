import './agenda.css';
import { bytes, duration, time } from '../../core/format';
import { store } from '../../core/meeting';
import type { DocumentValue, ItemValue } from '../../core/protocol.gen';
import { explain, t } from '../../locale';
import { checkIcon, fileTextIcon, fileXIcon, hourglassIcon, Icon, listIcon } from '../../ui/icons';
import { EmptyState, Pill, Row } from '../../ui/parts';
import { items, timeLeft } from './items';

interface AgendaProps {
  /** Opens a document. Without it the agenda is only read. */
  onOpen?: (document: string) => void;
  /** The document that is open. */
  open?: string | undefined;
  /** The document that is presented. */
  presented?: string | undefined;
}

/** The items in their order with their states and papers. */
export function AgendaList({ onOpen, open, presented }: AgendaProps) {
  const list = items();
  if (list.length === 0) return <EmptyState icon={listIcon} title={t('agendaEmpty')} />;
  return (
    <ol class="agenda">
      {list.map((item, i) => (
        <Item key={item.id} item={item} number={i + 1} onOpen={onOpen} open={open} presented={presented} />
      ))}
    </ol>
  );
}

function Item({ item, number, onOpen, open, presented }: { item: ItemValue; number: number } & {
  [K in keyof AgendaProps]: AgendaProps[K] | undefined;
}) {
  const current = item.state === 'current';
  return (
    <li class={`agenda-item ${item.state}`} aria-current={current ? 'step' : undefined}>
      <div class="agenda-head">
        <span class="agenda-number figures">{number}.</span>
        <div class="agenda-text">
          <h3>{item.title}</h3>
          <p class="faint">
            {[item.presenter, item.minutes ? t('minutes', item.minutes) : '', t(`itemKind_${item.kind}`)]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <ItemState item={item} />
      </div>
      {item.documents.length > 0 && (
        <ul class="list agenda-documents">
          {item.documents.map((id) => (
            <Paper key={id} id={id} onOpen={onOpen} current={id === open} presented={id === presented} />
          ))}
        </ul>
      )}
      {item.brief && <Brief text={item.brief} />}
      {item.conclusion && <Conclusion text={item.conclusion} />}
    </li>
  );
}

function ItemState({ item }: { item: ItemValue }) {
  if (item.state === 'ready') return null;
  if (item.state === 'current') {
    return (
      <Pill kind="primary">
        <span>
          {t('itemState_current')}
          <TimeLeft item={item} />
        </span>
      </Pill>
    );
  }
  return (
    <Pill kind={item.state === 'concluded' ? 'ok' : 'neutral'} icon={checkIcon}>
      {t(`itemState_${item.state}`)}
    </Pill>
  );
}

/** What is left of an item's time, in words. */
export function TimeLeft({ item }: { item: ItemValue }) {
  const left = timeLeft(item);
  if (left === undefined) return null;
  const words = left >= 0 ? t('itemLeft', duration(left)) : t('itemOver', duration(-left));
  return <span class={`figures ${left < 0 ? 'over' : ''}`}> · {words}</span>;
}

/** A report that lies with the item: what came of an opinion asked between meetings. */
export function Brief({ text }: { text: string }) {
  return (
    <details class="conclusion">
      <summary class="conclusion-title">{t('brief')}</summary>
      <p class="conclusion-text">{text}</p>
    </details>
  );
}

function Conclusion({ text }: { text: string }) {
  return (
    <div class="conclusion">
      <p class="conclusion-title">{t('conclusion')}</p>
      <p class="conclusion-text">{text}</p>
    </div>
  );
}

function Paper(props: {
  id: string;
  onOpen: AgendaProps['onOpen'];
  current: boolean;
  presented: boolean;
}) {
  const { id, onOpen, current, presented } = props;
  const document = store.value(`document/${id}`).value;
  if (!document) return null;
  const ready = document.pages.length > 0 && (document.state === 'ready' || document.state === 'rendering');
  return (
    <Row
      current={current}
      start={<Icon of={document.state === 'failed' ? fileXIcon : ready ? fileTextIcon : hourglassIcon} />}
      title={document.title}
      sub={
        <>
          {stateOf(document)} {presented && <Pill kind="gold">{t('presentingNow')}</Pill>}
        </>
      }
      {...(onOpen && (ready || document.state === 'failed') ? { onClick: () => onOpen(id) } : {})}
    />
  );
}

/** How far a document is, or how long it is. */
export function stateOf(document: DocumentValue): string {
  switch (document.state) {
    case 'checking':
      return t('documentChecking');
    case 'rendering':
      return document.pages.length > 0 ? t('documentRendering', document.done, document.pages.length) : t('documentChecking');
    case 'failed':
      return document.code ? explain({ code: document.code }) : t('documentFailed');
    case 'ready':
      return `${t('pages', document.pages.length)} · ${bytes(document.size)}`;
  }
}

/** When an item was dealt with: 08:05 – 08:20. */
export function spansOf(item: ItemValue): string {
  return (item.spans ?? []).map((span) => t('fromTo', time(span.start), span.end ? time(span.end) : '…')).join(', ');
}

import { useState } from 'preact/hooks';
import { announce } from '../../core/a11y';
import { time } from '../../core/format';
import { can, meeting } from '../../core/meeting';
import type { ItemValue } from '../../core/protocol.gen';
import { items } from '../../features/agenda/items';
import { schedule } from '../../features/desk/timing';
import { t as shared } from '../../locale';
import { act, offlineReason } from '../../ui/act';
import { Button, IconButton } from '../../ui/button';
import { Confirm, Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/field';
import { arrowDownIcon, arrowUpIcon, ellipsisIcon, listOrderedIcon, pencilIcon, plusIcon, trash2Icon } from '../../ui/icons';
import { Menu } from '../../ui/menu';
import { EmptyState, Pill } from '../../ui/parts';
import { toast } from '../../ui/toast';
import { ItemDialog } from './item-dialog';
import { Page } from './page';
import { t } from './words';

type Asking = { what: 'new' } | { what: 'edit' | 'move' | 'remove'; item: ItemValue };

/** The items in their order, with what is planned for each and when it would begin. */
export function AgendaEditor() {
  const [asking, setAsking] = useState<Asking>();
  const list = items();
  const now = meeting.value;
  const plan = schedule(list, Date.parse(now?.starts ?? ''));
  const open = now?.phase !== 'closed';
  const close = (): void => setAsking(undefined);
  const add = can('item.add') && open && (
    <Button kind="primary" icon={plusIcon} why={offlineReason()} onClick={() => setAsking({ what: 'new' })}>
      {t('addItem')}
    </Button>
  );
  return (
    <Page step="agenda" actions={add}>
      {list.length === 0 && <EmptyState icon={listOrderedIcon} title={shared('agendaEmpty')} hint={t('agendaHint')} />}
      <ol class="sec-items">
        {list.map((item, i) => (
          <Line
            key={item.id}
            item={item}
            at={i}
            count={list.length}
            begins={plan.begins.get(item.id)}
            open={open}
            onAsk={(what) => setAsking({ what, item })}
          />
        ))}
      </ol>
      {list.length > 0 && (
        <p class="sec-sum figures">
          <strong>{t('sum', plan.minutes)}</strong>
          {Number.isFinite(plan.ends) && <> · {t('plannedEnd', time(plan.ends))}</>}
          {now?.ends && <span class="faint"> · {t('announcedEnd', time(now.ends))}</span>}
        </p>
      )}
      {asking?.what === 'new' && <ItemDialog onClose={close} />}
      {asking?.what === 'edit' && <ItemDialog key={asking.item.id} item={asking.item} onClose={close} />}
      {asking?.what === 'move' && <MoveDialog item={asking.item} list={list} onClose={close} />}
      {asking?.what === 'remove' && <RemoveDialog item={asking.item} onClose={close} />}
    </Page>
  );
}

/** Moves an item to another place, and offers the way back for a moment. */
async function move(item: ItemValue, from: number, to: number): Promise<void> {
  const answer = await act('item.move', { item: item.id, index: to });
  if (!answer.ok) return;
  announce(t('movedToPlace', item.title, to + 1));
  toast(t('movedToPlace', item.title, to + 1), {
    action: { text: shared('undo'), run: () => void act('item.move', { item: item.id, index: from }) },
  });
}

interface LineProps {
  item: ItemValue;
  at: number;
  count: number;
  begins: number | undefined;
  open: boolean;
  onAsk: (what: 'edit' | 'move' | 'remove') => void;
}

function Line({ item, at, count, begins, open, onAsk }: LineProps) {
  const begun = item.state !== 'ready';
  const facts = [
    item.presenter,
    shared(`itemKind_${item.kind}`),
    item.minutes ? shared('minutes', item.minutes) : t('noMinutes'),
    item.documents.length > 0 ? shared('documentCount', item.documents.length) : '',
  ];
  return (
    <li class={`sec-item ${item.state}`}>
      <span class="sec-item-number figures">{at + 1}</span>
      {begins !== undefined && Number.isFinite(begins) && <time class="sec-item-time figures">{time(begins)}</time>}
      <div class="sec-item-text">
        <span class="desk-strong">{item.title}</span>
        <span class="faint">{facts.filter(Boolean).join(' · ')}</span>
      </div>
      {begun && <Pill kind={item.state === 'current' ? 'primary' : 'neutral'}>{shared(`itemState_${item.state}`)}</Pill>}
      {open && (
        <div class="sec-item-acts">
          <IconButton
            kind="ghost"
            icon={arrowUpIcon}
            label={`${t('up')}: ${item.title}`}
            disabled={at === 0}
            why={offlineReason()}
            onClick={() => void move(item, at, at - 1)}
          />
          <IconButton
            kind="ghost"
            icon={arrowDownIcon}
            label={`${t('down')}: ${item.title}`}
            disabled={at === count - 1}
            why={offlineReason()}
            onClick={() => void move(item, at, at + 1)}
          />
          <IconButton kind="ghost" icon={pencilIcon} label={`${t('edit')}: ${item.title}`} onClick={() => onAsk('edit')} />
          <Menu
            kind="ghost"
            icon={ellipsisIcon}
            label={`${shared('more')}: ${item.title}`}
            items={[
              { key: 'move', title: t('moveToNumber'), icon: listOrderedIcon, run: () => onAsk('move') },
              { key: 'remove', title: t('removeItem'), icon: trash2Icon, danger: true, run: () => onAsk('remove') },
            ]}
          />
        </div>
      )}
    </li>
  );
}

function MoveDialog({ item, list, onClose }: { item: ItemValue; list: readonly ItemValue[]; onClose: () => void }) {
  const at = list.findIndex((one) => one.id === item.id);
  const [typed, setTyped] = useState(String(at + 1));
  const wanted = Number(typed);
  const good = Number.isInteger(wanted) && wanted >= 1 && wanted <= list.length;
  const go = async (): Promise<void> => {
    if (!good) return;
    onClose();
    if (wanted - 1 !== at) await move(item, at, wanted - 1);
  };
  return (
    <Dialog
      title={t('moveToNumber')}
      above={<p class="soft">{item.title}</p>}
      size="small"
      onClose={onClose}
      actions={
        <Button kind="primary" why={good ? offlineReason() : t('placeRange', list.length)} onClick={() => void go()}>
          {t('moveIt')}
        </Button>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <TextField label={t('newNumber')} hint={t('placeRange', list.length)} digits autofocus value={typed} onInput={setTyped} />
      </form>
    </Dialog>
  );
}

function RemoveDialog({ item, onClose }: { item: ItemValue; onClose: () => void }) {
  const count = item.documents.length;
  return (
    <Confirm
      title={t('removeItemTitle')}
      text={count > 0 ? `${item.title}. ${t('removeWithDocuments', count)}` : item.title}
      verb={t('removeItem')}
      danger
      onConfirm={() => act('item.remove', { item: item.id })}
      onClose={onClose}
    />
  );
}

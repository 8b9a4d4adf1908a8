import { agenda, presentation } from '../../core/meeting';
import type { ItemID, PresentationValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { act } from '../../ui/act';
import { toast } from '../../ui/toast';
import { numberOf } from '../agenda/items';
import { d } from './words';

/** Makes an item the current one, and offers the way back for a moment. */
export async function startItem(to: ItemID): Promise<void> {
  const from = agenda.peek()?.current;
  const shown = presentation.peek();
  const answer = await act('item.start', { item: to });
  if (!answer.ok || !from || from === to) return;
  toast(d('movedTo', numberOf(to)), { action: { text: t('undo'), run: () => void back(from, shown) } });
}

/** The item that was left is current again, with the page that was before everybody, if moving on had ended that. */
async function back(item: ItemID, shown: PresentationValue | undefined): Promise<void> {
  const answer = await act('item.start', { item });
  if (!answer.ok || !shown?.document || presentation.peek()?.document) return;
  await act('presentation.start', { document: shown.document, ...(shown.page ? { page: shown.page } : {}) });
}

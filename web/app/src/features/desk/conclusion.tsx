import { useState } from 'preact/hooks';
import type { ItemValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextArea } from '../../ui/field';
import { triangleAlertIcon } from '../../ui/icons';
import { Banner } from '../../ui/parts';
import { toast } from '../../ui/toast';
import { numberOf } from '../agenda/items';
import { useDraft } from './draft';
import { d } from './words';

/** As the server: characters of one conclusion. */
const longest = 5000;

/** Where the conclusion on an item is put into words. What is typed stays, also when the dialog is closed. */
export function ConclusionDialog({ item, onClose }: { item: ItemValue; onClose: () => void }) {
  return (
    <Dialog title={d('conclusionOf', numberOf(item.id))} above={<p class="soft">{item.title}</p>} firm onClose={onClose}>
      <ConclusionForm item={item} onSaved={onClose} />
    </Dialog>
  );
}

/** The same in the page. */
export function ConclusionForm({ item, onSaved }: { item: ItemValue; onSaved?: () => void }) {
  const draft = useDraft(`conclusion|${item.id}`, item.conclusion ?? '');
  const [busy, save] = useAct('item.conclude');
  const [tried, setTried] = useState(false);
  const go = async (): Promise<void> => {
    setTried(true);
    const answer = await save({ item: item.id, conclusion: draft.value });
    if (!answer.ok) return;
    draft.settle();
    setTried(false);
    toast(d('conclusionSaved'), { kind: 'ok' });
    onSaved?.();
  };
  const state = busy ? t('sending') : draft.dirty ? (tried ? d('notSavedYet') : d('unsaved')) : item.conclusion ? d('saved') : '';
  return (
    <div class="desk-form">
      {draft.overtaken && (
        <Banner kind="warn" icon={triangleAlertIcon} actions={<Button onClick={draft.drop}>{d('takeTheirs')}</Button>}>
          {d('overtaken')}
        </Banner>
      )}
      {draft.overtaken && <blockquote class="desk-conclusion desk-lines">{item.conclusion || t('noConclusion')}</blockquote>}
      <TextArea label={t('conclusion')} hint={d('conclusionHint')} rows={8} maxLength={longest} value={draft.value} onInput={draft.edit} />
      <div class="desk-buttons end">
        <output class="faint">{state}</output>
        <Button
          kind="primary"
          busy={busy}
          why={draft.dirty ? offlineReason() : d('nothingToSave')}
          onClick={() => void go()}
        >
          {busy ? t('sending') : d('saveConclusion')}
        </Button>
      </div>
    </div>
  );
}

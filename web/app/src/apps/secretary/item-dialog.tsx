import { useState } from 'preact/hooks';
import type { ItemValue, Kind } from '../../core/protocol.gen';
import { useDraft } from '../../features/desk/draft';
import { t as shared } from '../../locale';
import { act, offlineReason } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Segments, TextArea, TextField } from '../../ui/field';
import { triangleAlertIcon } from '../../ui/icons';
import { Banner } from '../../ui/parts';
import { toast } from '../../ui/toast';
import { t } from './words';

interface Fields {
  title: string;
  presenter: string;
  minutes: string;
  kind: Kind;
}

const kinds: readonly Kind[] = ['report', 'discussion', 'decision', 'notice'];

/** As the server: the most minutes of one item. */
const mostMinutes = 600;

const empty: Fields = { title: '', presenter: '', minutes: '', kind: 'report' };

const fieldsOf = (item: ItemValue): Fields => ({
  title: item.title,
  presenter: item.presenter ?? '',
  minutes: item.minutes ? String(item.minutes) : '',
  kind: item.kind,
});

const minutesOf = (text: string): number => (text.trim() === '' ? 0 : /^\d{1,4}$/.test(text.trim()) ? Number(text) : Number.NaN);

/** What is said of an item: of a new one, or of one on the agenda. */
export function ItemDialog({ item, onClose }: { item?: ItemValue; onClose: () => void }) {
  const draft = useDraft<Fields>(`item|${item?.id ?? 'new'}`, item ? fieldsOf(item) : empty);
  const [busy, setBusy] = useState(false);
  const form = draft.value;
  const minutes = minutesOf(form.minutes);
  const wrongMinutes = !(minutes >= 0 && minutes <= mostMinutes);
  const why = !form.title.trim() ? t('itemTitleNeeded') : wrongMinutes ? t('wrong_minutes', mostMinutes) : offlineReason();
  const save = async (more: boolean): Promise<void> => {
    setBusy(true);
    const fields = { title: form.title, presenter: form.presenter, minutes, kind: form.kind };
    const answer = item ? await act('item.edit', { item: item.id, ...fields }) : await act('item.add', fields);
    setBusy(false);
    if (!answer.ok) return;
    draft.drop();
    if (!item) toast(t('itemAdded', form.title), { kind: 'ok' });
    if (!more) onClose();
  };
  return (
    <Dialog
      title={item ? t('editItem') : t('addItem')}
      firm
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          {!item && (
            <Button busy={busy} why={why} onClick={() => void save(true)}>
              {t('saveAndMore')}
            </Button>
          )}
          <Button kind="primary" busy={busy} why={why} onClick={() => void save(false)}>
            {busy ? shared('sending') : t('save')}
          </Button>
        </>
      }
    >
      {draft.overtaken && (
        <Banner kind="warn" icon={triangleAlertIcon} actions={<Button onClick={draft.drop}>{t('takeTheirs')}</Button>}>
          {t('overtaken')}
        </Banner>
      )}
      <ItemFields form={form} edit={draft.edit} wrongMinutes={wrongMinutes} />
    </Dialog>
  );
}

function ItemFields(props: { form: Fields; edit: (form: Fields) => void; wrongMinutes: boolean }) {
  const { form, edit, wrongMinutes } = props;
  return (
    <>
        <TextArea
          label={t('itemTitle')}
          rows={2}
          maxLength={300}
          value={form.title}
          onInput={(title) => edit({ ...form, title })}
        />
        <div class="desk-two">
          <TextField
            label={t('presenter')}
            optional
            maxLength={300}
            value={form.presenter}
            onInput={(presenter) => edit({ ...form, presenter })}
          />
          <TextField
            label={t('minutesPlanned')}
            optional
            digits
            value={form.minutes}
            error={wrongMinutes ? t('wrong_minutes', mostMinutes) : undefined}
            onInput={(text) => edit({ ...form, minutes: text })}
          />
        </div>
        <Segments<Kind>
          label={t('itemKind')}
          value={form.kind}
          onChange={(kind) => edit({ ...form, kind })}
          options={kinds.map((key) => ({ key, title: shared(`itemKind_${key}`) }))}
        />
    </>
  );
}

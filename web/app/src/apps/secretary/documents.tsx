import { useId, useState } from 'preact/hooks';
import { bytes } from '../../core/format';
import { can, meeting, store } from '../../core/meeting';
import type { DocumentValue, ItemValue } from '../../core/protocol.gen';
import { items } from '../../features/agenda/items';
import { t as shared } from '../../locale';
import { offlineReason } from '../../ui/act';
import { Button, IconButton } from '../../ui/button';
import { circleAlertIcon, fileTextIcon, Icon, listOrderedIcon, refreshCwIcon, uploadIcon, xIcon } from '../../ui/icons';
import { EmptyState, Progress } from '../../ui/parts';
import { toast } from '../../ui/toast';
import { DocumentRow } from './document-row';
import { Page } from './page';
import { reasonWords } from './reasons';
import { dropUpload, retryUpload, takeFiles, type Upload, uploads } from './uploads';
import { show } from './view';
import { t } from './words';

/** The papers of every item: what is there, what is on its way, and what went wrong with it. */
export function Documents() {
  const list = items();
  return (
    <Page step="documents">
      {list.length === 0 && (
        <EmptyState icon={listOrderedIcon} title={shared('agendaEmpty')} hint={t('documentsNeedItems')}>
          <Button onClick={() => show('agenda')}>{t('toAgenda')}</Button>
        </EmptyState>
      )}
      {list.map((item, i) => (
        <Item key={item.id} item={item} number={i + 1} />
      ))}
    </Page>
  );
}

function Item({ item, number }: { item: ItemValue; number: number }) {
  const [over, setOver] = useState(false);
  const may = can('item.edit') && meeting.value?.phase !== 'closed';
  const documents = item.documents.flatMap((id) => store.value(`document/${id}`).value ?? []);
  const coming = uploads.value.filter((one) => one.item === item.id);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer?.files.length) takeFiles(item.id, event.dataTransfer.files);
  };
  return (
    // Dropping files is a convenience beside the button.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      class={`card sec-papers ${over ? 'over-files' : ''}`}
      aria-labelledby={`papers-${item.id}`}
      onDragOver={(event) => {
        if (!may) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={may ? drop : undefined}
    >
      <div class="sec-papers-head">
        <h3 id={`papers-${item.id}`}>
          {number}. {item.title}
        </h3>
        {may && <FileButton item={item} />}
      </div>
      {documents.length === 0 && coming.length === 0 && (
        <p class="faint">
          {shared('documentsEmpty')}. {may && t('dropHint')}
        </p>
      )}
      <ul class="sec-documents">
        {documents.map((document: DocumentValue) => (
          <DocumentRow key={document.id} document={document} may={may} />
        ))}
        {coming.map((one) => (
          <UploadRow key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );
}

/** Chooses files: the browser's own field, dressed as a button. */
function FileButton({ item }: { item: ItemValue }) {
  const id = useId();
  const why = offlineReason();
  return (
    <span class="sec-file">
      <input
        id={id}
        class="visually-hidden"
        type="file"
        accept="application/pdf,.pdf"
        multiple
        aria-label={`${t('chooseFiles')}: ${item.title}`}
        onClick={(event) => {
          if (!why) return;
          event.preventDefault();
          toast(why, { kind: 'warn' });
        }}
        onChange={(event) => {
          const field = event.currentTarget;
          if (field.files?.length) takeFiles(item.id, field.files);
          field.value = ''; // the same file may be chosen again
        }}
      />
      <label class={`button ${why ? 'unavailable' : ''}`} for={id}>
        <Icon of={uploadIcon} />
        <span class="button-text">{t('chooseFiles')}</span>
      </label>
    </span>
  );
}

function UploadRow({ one }: { one: Upload }) {
  const failed = one.state === 'failed';
  const { what, advice } = failed ? reasonWords(one.code, one.incident) : { what: '', advice: '' };
  return (
    <li class="sec-document">
      <span class="sec-thumb">
        <Icon of={failed ? circleAlertIcon : fileTextIcon} />
      </span>
      <div class="sec-document-text">
        <span class="desk-strong">{one.name}</span>
        {failed ? (
          <span class="sec-fault" role="alert">
            {what} {advice}
          </span>
        ) : (
          <>
            <span class="faint figures">{`${t(`upload_${one.state}`, Math.round(one.progress * 100))} · ${bytes(one.size)}`}</span>
            <Progress value={one.progress} label={`${t('sendingFile')}: ${one.name}`} />
          </>
        )}
      </div>
      <div class="sec-document-acts">
        {failed && (
          <Button icon={refreshCwIcon} onClick={() => retryUpload(one.id)}>
            {shared('retry')}
          </Button>
        )}
        {one.state !== 'sent' && (
          <IconButton
            kind="ghost"
            icon={xIcon}
            label={`${failed ? t('forgetFile') : t('stopFile')}: ${one.name}`}
            onClick={() => dropUpload(one.id)}
          />
        )}
      </div>
    </li>
  );
}

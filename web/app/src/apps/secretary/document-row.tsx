import { useState } from 'preact/hooks';
import { bytes } from '../../core/format';
import { can, presentation } from '../../core/meeting';
import type { DocumentValue } from '../../core/protocol.gen';
import { originalAddress, pageAddress } from '../../features/docs/images';
import { Reader } from '../../features/docs/reader';
import { useDraft } from '../../features/desk/draft';
import { Thumbnails } from '../../features/desk/thumbnails';
import { isShowable } from '../../features/present/reader';
import { t as shared } from '../../locale';
import { act, offlineReason, useAct } from '../../ui/act';
import { Button, IconButton } from '../../ui/button';
import { Confirm, Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/field';
import { downloadIcon, eyeIcon, fileXIcon, hourglassIcon, Icon, pencilIcon, trash2Icon } from '../../ui/icons';
import { Pill, Progress } from '../../ui/parts';
import { reasonWords } from './reasons';
import { t } from './words';

type Asking = 'look' | 'rename' | 'remove';

/** A paper: its first page, how far it is, and what can be done with it. */
export function DocumentRow({ document, may }: { document: DocumentValue; may: boolean }) {
  const [asking, setAsking] = useState<Asking>();
  const close = (): void => setAsking(undefined);
  const ready = isShowable(document);
  const shown = presentation.value?.document === document.id;
  return (
    <li class="sec-document">
      <button
        type="button"
        class="sec-thumb"
        disabled={!ready}
        aria-label={`${t('look')}: ${document.title}`}
        onClick={() => setAsking('look')}
      >
        {ready ? (
          <img src={pageAddress(document, 1, 320)} alt="" loading="lazy" decoding="async" />
        ) : (
          <Icon of={document.state === 'failed' ? fileXIcon : hourglassIcon} />
        )}
      </button>
      <div class="sec-document-text">
        <span class="desk-strong">{document.title}</span>
        <DocumentState document={document} />
      </div>
      {shown && <Pill kind="gold">{shared('presentingNow')}</Pill>}
      <Acts document={document} may={may} ready={ready} shown={shown} onAsk={setAsking} />
      {asking === 'look' && <LookDialog document={document} onClose={close} />}
      {asking === 'rename' && <RenameDialog document={document} onClose={close} />}
      {asking === 'remove' && (
        <Confirm
          title={t('removeDocumentTitle')}
          text={document.title}
          verb={t('removeDocument')}
          danger
          onConfirm={() => act('document.remove', { document: document.id })}
          onClose={close}
        />
      )}
    </li>
  );
}

interface ActsProps {
  document: DocumentValue;
  may: boolean;
  ready: boolean;
  shown: boolean;
  onAsk: (what: Asking) => void;
}

function Acts({ document, may, ready, shown, onAsk }: ActsProps) {
  return (
    <div class="sec-document-acts">
      {ready && <IconButton kind="ghost" icon={eyeIcon} label={`${t('look')}: ${document.title}`} onClick={() => onAsk('look')} />}
      <a
        class="button ghost icon-only"
        href={originalAddress(document)}
        download={document.name}
        title={shared('downloadOriginal')}
        aria-label={`${shared('downloadOriginal')}: ${document.title}`}
      >
        <Icon of={downloadIcon} />
      </a>
      {may && can('document.rename') && (
        <IconButton kind="ghost" icon={pencilIcon} label={`${t('rename')}: ${document.title}`} onClick={() => onAsk('rename')} />
      )}
      {may && can('document.remove') && (
        <IconButton
          kind="ghost"
          icon={trash2Icon}
          label={`${t('removeDocument')}: ${document.title}`}
          why={shown ? t('presentedNow') : offlineReason()}
          onClick={() => onAsk('remove')}
        />
      )}
    </div>
  );
}

function DocumentState({ document }: { document: DocumentValue }) {
  const file = [document.name, bytes(document.size)].filter(Boolean).join(' · ');
  const all = document.pages.length;
  switch (document.state) {
    case 'ready':
      return <span class="faint figures">{`${shared('pages', all)} · ${file}`}</span>;
    case 'failed': {
      const { what, advice } = reasonWords(document.code);
      return (
        <>
          <span class="sec-fault" role="alert">
            {what} {advice}
          </span>
          <span class="faint figures">{file}</span>
        </>
      );
    }
    case 'checking':
    case 'rendering': {
      const words = all > 0 ? shared('documentRendering', document.done, all) : shared('documentChecking');
      return (
        <>
          <span class="faint figures">{`${words} · ${file}`}</span>
          <Progress value={all > 0 ? document.done / all : 0} label={`${words}: ${document.title}`} />
        </>
      );
    }
  }
}

/** The paper as the members will read it. */
function LookDialog({ document, onClose }: { document: DocumentValue; onClose: () => void }) {
  const [page, setPage] = useState(1);
  return (
    <Dialog title={document.title} size="large" class="sec-look" onClose={onClose}>
      {document.pages.length > 1 && <Thumbnails document={document} page={page} onTurn={setPage} />}
      <Reader document={document} page={page} onTurn={setPage} />
    </Dialog>
  );
}

function RenameDialog({ document, onClose }: { document: DocumentValue; onClose: () => void }) {
  const draft = useDraft(`rename|${document.id}`, document.title);
  const [busy, rename] = useAct('document.rename');
  const why = draft.value.trim() ? offlineReason() : t('titleNeeded');
  const go = async (): Promise<void> => {
    const answer = await rename({ document: document.id, title: draft.value });
    if (!answer.ok) return;
    draft.drop();
    onClose();
  };
  return (
    <Dialog
      title={t('rename')}
      size="small"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button kind="primary" busy={busy} why={why} onClick={() => void go()}>
            {busy ? shared('sending') : t('save')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!why) void go();
        }}
      >
        <TextField label={t('documentTitle')} autofocus maxLength={300} value={draft.value} onInput={draft.edit} />
      </form>
    </Dialog>
  );
}

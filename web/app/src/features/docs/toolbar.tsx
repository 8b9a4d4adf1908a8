import type { ComponentChildren, RefObject } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { useWidth } from '../../core/width';
import type { DocumentValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { Button, IconButton } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/field';
import {
  chevronLeftIcon,
  chevronRightIcon,
  ellipsisIcon,
  maximizeIcon,
  moveHorizontalIcon,
  scanTextIcon,
  zoomInIcon,
  zoomOutIcon,
} from '../../ui/icons';
import { Menu } from '../../ui/menu';
import type { ViewerHandle } from './viewer';

interface ToolbarProps {
  document: DocumentValue;
  page: number;
  onTurn: (page: number) => void;
  viewer: RefObject<ViewerHandle | null>;
  /** The text of the page is shown in place of its picture. */
  text: boolean;
  onText: (text: boolean) => void;
  /** What the app adds at the far end. */
  children?: ComponentChildren;
}

/** Everything that gestures do with a page, as buttons. */
export function Toolbar({ document, page, onTurn, viewer, text, onText, children }: ToolbarProps) {
  const [asking, setAsking] = useState(false);
  const last = document.pages.length;
  const bar = useRef<HTMLDivElement>(null);
  const narrow = useWidth(bar) < 62;
  const sizes = [
    { key: 'out', icon: zoomOutIcon, title: t('zoomOut'), run: () => viewer.current?.zoom(1 / 1.25) },
    { key: 'in', icon: zoomInIcon, title: t('zoomIn'), run: () => viewer.current?.zoom(1.25) },
    { key: 'width', icon: moveHorizontalIcon, title: t('fitWidth'), run: () => viewer.current?.fit('width') },
    { key: 'page', icon: maximizeIcon, title: t('fitPage'), run: () => viewer.current?.fit('page') },
  ];
  const reading = { key: 'text', icon: scanTextIcon, title: t('readText'), run: () => onText(!text) };
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- there is no tag for a toolbar
    <div ref={bar} class="toolbar" role="toolbar" aria-label={t('document')}>
      <div class="toolbar-group">
        <IconButton
          icon={chevronLeftIcon}
          label={t('previousPage')}
          disabled={page <= 1}
          onClick={() => onTurn(page - 1)}
        />
        <button type="button" class="button ghost page-number figures" title={t('goToPage')} onClick={() => setAsking(true)}>
          {t('pageOf', page, last)}
        </button>
        <IconButton
          icon={chevronRightIcon}
          label={t('nextPage')}
          disabled={page >= last}
          onClick={() => onTurn(page + 1)}
        />
      </div>
      {narrow ? (
        <Menu icon={ellipsisIcon} label={t('more')} side="left" items={text ? [reading] : [...sizes, reading]} />
      ) : (
        <div class="toolbar-group">
          {sizes.map(({ key, icon, title, run }) => (
            <IconButton key={key} icon={icon} label={title} disabled={text} onClick={run} />
          ))}
          <IconButton icon={scanTextIcon} label={t('readText')} pressed={text} onClick={reading.run} />
        </div>
      )}
      <div class="toolbar-end">{children}</div>
      {asking && <PageDialog page={page} last={last} onTurn={onTurn} onClose={() => setAsking(false)} />}
    </div>
  );
}

function PageDialog(props: { page: number; last: number; onTurn: (page: number) => void; onClose: () => void }) {
  const [typed, setTyped] = useState(String(props.page));
  const form = useId();
  const wanted = Number(typed);
  const good = Number.isInteger(wanted) && wanted >= 1 && wanted <= props.last;
  return (
    <Dialog
      title={t('goToPage')}
      size="small"
      onClose={props.onClose}
      actions={
        <Button kind="primary" type="submit" form={form} disabled={!good}>
          {t('go')}
        </Button>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!good) return;
          props.onTurn(wanted);
          props.onClose();
        }}
      >
        <TextField label={t('pageNumber', props.last)} value={typed} onInput={setTyped} digits autofocus />
      </form>
    </Dialog>
  );
}

import './docs.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../../core/a11y';
import type { DocumentValue } from '../../core/protocol.gen';
import { explain, t } from '../../locale';
import { downloadIcon, fileXIcon, hourglassIcon, Icon } from '../../ui/icons';
import { EmptyState } from '../../ui/parts';
import { stateOf } from '../agenda/agenda';
import { originalAddress } from './images';
import { PageText } from './text';
import { Toolbar } from './toolbar';
import { Viewer, type ViewerHandle } from './viewer';

interface ReaderProps {
  document: DocumentValue;
  page: number;
  onTurn: (page: number) => void;
  /** Over the page, at its lower edge. */
  over?: ComponentChildren;
  /** At the end of the toolbar. */
  children?: ComponentChildren;
}

/** A document to read: its page, or the page's text, above a toolbar. */
export function Reader({ document, page, onTurn, over, children }: ReaderProps) {
  const viewer = useRef<ViewerHandle | null>(null);
  const [text, setText] = useState(false);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) announce(t('pageOfTitle', document.title, page, document.pages.length));
    first.current = false;
    // A page is announced when it changes, not when its document becomes longer.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [document.id, page]);

  if (document.pages.length === 0 || document.state === 'failed') {
    return (
      <div class="reader">
        <NoPages document={document} />
        {children && <div class="toolbar"><div class="toolbar-end">{children}</div></div>}
      </div>
    );
  }
  const shown = Math.min(Math.max(1, page), document.pages.length);
  return (
    <div class="reader">
      {text ? (
        <PageText document={document} page={shown} />
      ) : (
        <Viewer document={document} page={shown} onTurn={onTurn} handle={viewer} />
      )}
      <div class="reader-over">{over}</div>
      <Toolbar document={document} page={shown} onTurn={onTurn} viewer={viewer} text={text} onText={setText}>
        {children}
      </Toolbar>
    </div>
  );
}

function NoPages({ document }: { document: DocumentValue }) {
  if (document.state !== 'failed') return <EmptyState icon={hourglassIcon} title={document.title} hint={stateOf(document)} />;
  return (
    <EmptyState
      icon={fileXIcon}
      title={t('documentFailed')}
      hint={document.code ? explain({ code: document.code }) : document.title}
    >
      <a class="button" href={originalAddress(document)} download={document.name}>
        <Icon of={downloadIcon} />
        {t('downloadOriginal')}
      </a>
    </EmptyState>
  );
}

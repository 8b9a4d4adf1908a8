import type { ComponentChildren } from 'preact';
import { t as shared } from '../../locale';
import { Button } from '../../ui/button';
import { t } from './words';

interface SaveBarProps {
  dirty: boolean;
  /** A try to save it has not worked. */
  failed: boolean;
  busy: boolean;
  onDrop: () => void;
  children: ComponentChildren;
}

/** Below a form: whether it is saved, and what saves it or takes it back. */
export function SaveBar({ dirty, failed, busy, onDrop, children }: SaveBarProps) {
  const state = busy ? shared('sending') : dirty ? (failed ? t('notSaved') : t('unsaved')) : t('saved');
  return (
    <div class="sec-save">
      <output class={dirty ? 'sec-dirty' : 'faint'}>{state}</output>
      {dirty && !busy && (
        <Button kind="ghost" onClick={onDrop}>
          {t('discardChanges')}
        </Button>
      )}
      {children}
    </div>
  );
}

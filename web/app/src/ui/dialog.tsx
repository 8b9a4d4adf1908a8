import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { t } from '../locale';
import { Button, IconButton } from './button';
import { xIcon } from './icons';

interface DialogProps {
  title: string;
  /** Called when the user wants it gone: by the button, the Escape key or a press outside. */
  onClose: () => void;
  children: ComponentChildren;
  /** Buttons, the most important last. */
  actions?: ComponentChildren;
  /** A small line above the title. */
  above?: ComponentChildren;
  size?: 'small' | 'normal' | 'large';
  /** A press outside does not close it: something would be lost. */
  firm?: boolean;
  class?: string;
}

/** A question or sheet before everything else. It is open as long as it is rendered, and holds the focus meanwhile. */
export function Dialog(props: DialogProps) {
  const { onClose, children, actions, above, size = 'normal', firm = false } = props;
  const element = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    if (dialog && !dialog.open) dialog.showModal();
    // Reading begins with the title, unless the dialog is for typing at once.
    if (!dialog?.querySelector('[autofocus]')) title.current?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // The press outside is a convenience beside the button and the Escape key.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={element}
      class={`dialog ${size} ${props.class ?? ''}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (!firm && event.target === element.current) onClose();
      }}
    >
      <div class="dialog-box">
        <div class="dialog-head">
          <div class="dialog-title">
            {above}
            <h2 ref={title} id={heading} tabIndex={-1}>
              {props.title}
            </h2>
          </div>
          <IconButton icon={xIcon} label={t('close')} kind="ghost" onClick={onClose} />
        </div>
        <div class="dialog-body">{children}</div>
        {actions && <div class="dialog-actions">{actions}</div>}
      </div>
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  text?: ComponentChildren;
  /** What happens, as a verb: the word on the button. */
  verb: string;
  danger?: boolean;
  /** Settles when it is done; the dialog closes then. */
  onConfirm: () => Promise<unknown> | void;
  onClose: () => void;
  children?: ComponentChildren;
}

/** Asks before something that is hard to take back. */
export function Confirm({ title, text, verb, danger = false, onConfirm, onClose, children }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const go = async (): Promise<void> => {
    setBusy(true);
    await onConfirm();
    onClose();
  };
  return (
    <Dialog
      title={title}
      size="small"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind={danger ? 'danger' : 'primary'} busy={busy} onClick={() => void go()}>
            {verb}
          </Button>
        </>
      }
    >
      {text && <p>{text}</p>}
      {children}
    </Dialog>
  );
}

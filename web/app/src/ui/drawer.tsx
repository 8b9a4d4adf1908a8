import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useFocusVisit } from '../core/a11y';
import { t } from '../locale';
import { IconButton } from './button';
import { xIcon } from './icons';

interface DrawerProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** Beside the title. */
  extra?: ComponentChildren;
  /** What stays below while the rest scrolls. */
  foot?: ComponentChildren;
  id?: string;
}

/**
 * A panel beside the work, or below it where the screen is upright. The work stays in reach: it is no dialog. The
 * focus goes in when it opens and back when it closes; Escape closes it.
 */
export function Drawer({ title, onClose, children, extra, foot, id }: DrawerProps) {
  const heading = useId();
  const element = useFocusVisit<HTMLElement>();
  return (
    // Escape is a convenience beside the button.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      ref={element}
      id={id}
      class="drawer"
      aria-labelledby={heading}
      tabIndex={-1}
      onKeyDown={(event) => {
        // A dialog that was opened from the drawer takes the key for itself.
        if (event.key === 'Escape' && !(event.target as HTMLElement).closest('dialog')) onClose();
      }}
    >
      <div class="drawer-head">
        <h2 id={heading}>{title}</h2>
        {extra}
        <IconButton icon={xIcon} label={t('close')} kind="ghost" onClick={onClose} />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and keys have to reach it */}
      <div class="drawer-body" tabIndex={0}>
        {children}
      </div>
      {foot && <div class="drawer-foot">{foot}</div>}
    </section>
  );
}

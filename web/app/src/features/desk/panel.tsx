import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface PanelProps {
  title: string;
  /** Beside the title. */
  extra?: ComponentChildren;
  /** What stays below while the rest scrolls. */
  foot?: ComponentChildren;
  class?: string;
  children: ComponentChildren;
}

/** One of the desk's fields of work: a column where there is room, a tab where there is not. */
export function Panel({ title, extra, foot, class: name = '', children }: PanelProps) {
  const heading = useId();
  return (
    <section class={`desk-panel ${name}`} aria-labelledby={heading}>
      <div class="desk-panel-head">
        <h2 id={heading}>{title}</h2>
        {extra && <div class="desk-panel-extra">{extra}</div>}
      </div>
      <div class="desk-panel-body">{children}</div>
      {foot}
    </section>
  );
}

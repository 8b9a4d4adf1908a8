import type { ComponentChildren } from 'preact';
import { Icon, infoIcon, triangleAlertIcon } from '../../ui/icons';
import type { Note, Step } from './completeness';
import { notes } from './view';
import { t } from './words';

/** A step of the preparation: its title, what is missing in it, and the work. */
export function Page({ step, actions, children }: { step: Step; actions?: ComponentChildren; children: ComponentChildren }) {
  return (
    <div class="sec-page">
      <div class="sec-page-head">
        <h2>{t(`step_${step}`)}</h2>
        {actions && <div class="desk-buttons">{actions}</div>}
      </div>
      <Notes found={notes.value?.[step] ?? []} />
      {children}
    </div>
  );
}

/** What is missing, in words. */
export function Notes({ found }: { found: readonly Note[] }) {
  if (found.length === 0) return null;
  return (
    <ul class="sec-notes">
      {found.map(({ code, n, blocking }) => (
        <li key={code} class={blocking ? 'blocking' : ''}>
          <Icon of={blocking ? triangleAlertIcon : infoIcon} />
          {t(`note_${code}`, n)}
        </li>
      ))}
    </ul>
  );
}

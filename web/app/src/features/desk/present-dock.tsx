import './present.css';
import { presentation, store } from '../../core/meeting';
import { t } from '../../locale';
import { IconButton } from '../../ui/button';
import { chevronLeftIcon, chevronRightIcon, Icon, maximize2Icon } from '../../ui/icons';
import { pageAddress } from '../docs/images';
import { nameOf } from '../people/names';
import { presented, rejoin, turn } from '../present/reader';
import { StopButton } from './stop-button';
import { d } from './words';

/** Turns the page of everybody, whatever is looked at alone. */
function to(page: number): void {
  rejoin();
  turn(page);
}

/** What everybody sees, small, with the pages at hand. It stands below the agenda as long as something is presented. */
export function PresentDock({ onLook }: { onLook: () => void }) {
  const shown = presented.value;
  const document = shown ? store.value(`document/${shown.document}`).value : undefined;
  if (!shown || !document) return null;
  const last = document.pages.length;
  const by = presentation.value?.presenter;
  const look = (): void => {
    rejoin();
    onLook();
  };
  return (
    <section class="desk-dock" aria-label={d('everybodySees')}>
      <div class="desk-dock-body">
        <button type="button" class="desk-dock-page" aria-label={d('enlarge')} title={d('enlarge')} onClick={look}>
          <img src={pageAddress(document, shown.page, 320)} alt={t('pageOfTitle', document.title, shown.page, last)} />
          <Icon of={maximize2Icon} />
        </button>
        <div class="desk-dock-text">
          <p class="desk-label">{by ? `${d('everybodySees')} · ${d('presenterIs', nameOf(by))}` : d('everybodySees')}</p>
          <p class="desk-strong desk-one-line" title={document.title}>
            {document.title}
          </p>
          <div class="desk-buttons">
            <IconButton icon={chevronLeftIcon} label={t('previousPage')} disabled={shown.page <= 1} onClick={() => to(shown.page - 1)} />
            <span class="figures desk-dock-number">
              {shown.page}/{last}
            </span>
            <IconButton icon={chevronRightIcon} label={t('nextPage')} disabled={shown.page >= last} onClick={() => to(shown.page + 1)} />
            <StopButton short />
          </div>
        </div>
      </div>
    </section>
  );
}

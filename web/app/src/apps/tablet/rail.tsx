import { floor } from '../../core/meeting';
import { t } from '../../locale';
import { openBallot } from '../../features/vote/cast';
import { fileTextIcon, houseIcon, Icon, listOrderedIcon, micIcon, squareCheckIcon, usersIcon } from '../../ui/icons';
import { panel, show, toggle, view } from './view';

/** The ways to everything: along the edge, or along the bottom where the screen is upright. */
export function Rail() {
  const beside = panel.value;
  const waiting = floor.value?.queue.length ?? 0;
  return (
    <nav class="rail" aria-label={t('meeting')}>
      <Entry icon={houseIcon} text={t('meeting')} current={view.value === 'overview'} onClick={() => show('overview')} />
      <Entry icon={fileTextIcon} text={t('documents')} current={view.value === 'reader'} onClick={() => show('reader')} />
      <span class="rail-line" />
      <Entry icon={listOrderedIcon} text={t('agenda')} open={beside === 'agenda'} onClick={() => toggle('agenda')} />
      <Entry
        icon={micIcon}
        text={t('speakers')}
        badge={waiting > 0 ? String(waiting) : ''}
        open={beside === 'speakers'}
        onClick={() => toggle('speakers')}
      />
      <Entry
        icon={squareCheckIcon}
        text={t('voting')}
        badge={openBallot.value ? '1' : ''}
        open={beside === 'voting'}
        onClick={() => toggle('voting')}
      />
      <Entry icon={usersIcon} text={t('people')} open={beside === 'people'} onClick={() => toggle('people')} />
    </nav>
  );
}

function Entry(props: {
  icon: string;
  text: string;
  badge?: string;
  /** It fills the page. */
  current?: boolean;
  /** It stands beside the page. */
  open?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      class="rail-entry"
      aria-current={props.current ? 'page' : undefined}
      aria-expanded={props.open}
      onClick={props.onClick}
    >
      <span class="rail-icon">
        <Icon of={props.icon} />
        {props.badge && <span class="badge figures">{props.badge}</span>}
      </span>
      <span class="rail-text">{props.text}</span>
    </button>
  );
}

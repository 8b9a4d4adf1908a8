import './present.css';
import { mayPresent } from '../../core/meeting';
import { t } from '../../locale';
import { offlineReason } from '../../ui/act';
import { Button } from '../../ui/button';
import { chevronRightIcon, circleStopIcon, eyeIcon, Icon, monitorUpIcon, presentationIcon } from '../../ui/icons';
import { following, openDocument, part, place, present, presented, presenting, rejoin, stopPresenting } from './reader';
import { samePlace } from './place';

/** Goes along with the presenter, or not. */
export function FollowButton() {
  const on = following.value;
  return (
    <Button icon={presentationIcon} pressed={on} onClick={on ? part : rejoin}>
      <span class="long">{on && presented.value ? t('following') : t('follow')}</span>
      <span class="short">{t('followShort')}</span>
    </Button>
  );
}

/** Shown to whoever has left the presenter: one tap leads back. */
export function ReturnPill({ onReturn }: { onReturn?: () => void }) {
  const there = presented.value;
  if (!there) return null;
  return (
    <button
      type="button"
      class="return-pill"
      onClick={() => {
        rejoin();
        onReturn?.();
      }}
    >
      <Icon of={presentationIcon} />
      {t('backToPresenter')} <span class="figures">({t('presenterAt', there.page)})</span>
      <Icon of={chevronRightIcon} />
    </button>
  );
}

/** Puts the page that is open before everybody. For those who may. */
export function PresentButton() {
  const open = openDocument.value;
  const here = place.value;
  if (!mayPresent() || !open || !here || presenting.value) return null;
  return (
    <Button icon={monitorUpIcon} why={offlineReason()} onClick={() => void present(open.id, here.page)}>
      {t('presentThis')}
    </Button>
  );
}

/** Tells presenters that their page is everybody's, and lets them stop or look around alone. */
export function PresentingStrip() {
  if (!presenting.value || !samePlace(place.value, presented.value)) return null;
  return (
    <div class="strip presenting-strip">
      <Icon of={monitorUpIcon} />
      <span class="strip-text">{t('presenting')}</span>
      <Button icon={eyeIcon} onClick={part}>
        {t('lookAlone')}
      </Button>
      <Button icon={circleStopIcon} why={offlineReason()} onClick={() => void stopPresenting()}>
        {t('stopPresenting')}
      </Button>
    </div>
  );
}

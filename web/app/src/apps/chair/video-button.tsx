import { signal } from '@preact/signals';
import { Button } from '../../ui/button';
import { videoIcon } from '../../ui/icons';
import { t } from './words';

/** How much of the conference is seen: nothing, a row above the work, or all of the page. */
export const video = signal<'hidden' | 'row' | 'large'>('hidden');

/** The header's button: the row, or nothing. Whoever is in the conference stays in it. */
export function VideoButton() {
  return (
    <Button
      kind="ghost"
      icon={videoIcon}
      label={t('video')}
      pressed={video.value !== 'hidden'}
      onClick={() => {
        video.value = video.value === 'hidden' ? 'row' : 'hidden';
      }}
    >
      {t('video')}
    </Button>
  );
}

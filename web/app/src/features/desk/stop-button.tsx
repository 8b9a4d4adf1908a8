import { presentation } from '../../core/meeting';
import { t } from '../../locale';
import { act, offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { circleStopIcon } from '../../ui/icons';
import { toast } from '../../ui/toast';
import { d } from './words';

/** Ends the presentation, with the way back for a moment. */
export function StopButton({ short = false }: { short?: boolean }) {
  const [busy, stop] = useAct('presentation.stop');
  const go = async (): Promise<void> => {
    const before = presentation.peek();
    const answer = await stop({});
    if (!answer.ok || !before?.document) return;
    const { document, page = 1 } = before;
    toast(d('presentationStopped'), { action: { text: t('undo'), run: () => void act('presentation.start', { document, page }) } });
  };
  return (
    <Button icon={circleStopIcon} busy={busy} why={offlineReason()} label={t('stopPresenting')} onClick={() => void go()}>
      {busy ? t('sending') : short ? d('stop') : t('stopPresenting')}
    </Button>
  );
}

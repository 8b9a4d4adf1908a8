import { boot } from '../../boot';
import { stayAwake } from '../../core/attention';
import { join, meeting } from '../../core/meeting';
import { followTitle } from '../../core/title';
import { bringAll } from '../../features/desk/later';
import { keepPlace } from '../../features/present/reader';
import { shown, watchBallots } from '../../features/vote/cast';
import { registerWorker } from '../../core/worker';
import { Chair } from './chair';
import { t } from './words';

join();
keepPlace();
// The chair has just opened the ballot and is looking at it: their own vote waits beside that, not before it.
watchBallots(() => {
  const now = shown.peek();
  if (now) shown.value = { ...now, as: 'bar' };
});
stayAwake(() => meeting.peek()?.phase === 'in_session');
followTitle(() => [t('title'), meeting.value?.title].filter(Boolean).join(' · '));
registerWorker();
boot(<Chair />);
bringAll();

import { boot } from '../../boot';
import { stayAwake } from '../../core/attention';
import { join, meeting } from '../../core/meeting';
import { followTitle } from '../../core/title';
import { bringAll } from '../../features/desk/later';
import { keepOwnVote } from '../../features/desk/own-vote';
import { keepPlace } from '../../features/present/reader';
import { registerWorker } from '../../core/worker';
import { Chair } from './chair';
import { t } from './words';

join();
keepPlace();
keepOwnVote();
stayAwake(() => meeting.peek()?.phase === 'in_session');
followTitle(() => [t('title'), meeting.value?.title].filter(Boolean).join(' · '));
registerWorker();
boot(<Chair />);
bringAll();

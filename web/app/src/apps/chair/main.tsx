import { boot } from '../../boot';
import { stayAwake } from '../../core/attention';
import { join, meeting } from '../../core/meeting';
import { followTitle } from '../../core/title';
import { bringAll } from '../../features/desk/later';
import { keepOwnVote } from '../../features/desk/own-vote';
import { keepPlace } from '../../features/present/reader';
import { keepVideo } from '../../features/video/video';
import { registerWorker } from '../../core/worker';
import { Chair } from './chair';
import { video } from './video-button';
import { t } from './words';

join();
keepPlace();
keepOwnVote();
stayAwake(() => meeting.peek()?.phase === 'in_session');
followTitle(() => [t('title'), meeting.value?.title].filter(Boolean).join(' · '));
registerWorker();
// Whoever was in the conference before a reload is in it again, and sees it.
if (keepVideo()) video.value = 'row';
boot(<Chair />);
bringAll();

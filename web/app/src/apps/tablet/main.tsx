import { boot } from '../../boot';
import { watchBallots } from '../../features/vote/cast';
import { keepPlace } from '../../features/present/reader';
import { stayAwake, vibrate } from '../../core/attention';
import { join, meeting } from '../../core/meeting';
import { registerWorker } from '../../core/worker';
import { Tablet } from './tablet';

join();
keepPlace();
watchBallots(() => vibrate([200, 100, 200]));
stayAwake(() => meeting.peek()?.phase === 'in_session');
registerWorker();
boot(<Tablet />);

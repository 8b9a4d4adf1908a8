import { boot } from '../../boot';
import { watchBallots } from '../../features/vote/cast';
import { tellResults } from '../../features/vote/tell';
import { fetchAhead } from '../../features/docs/ahead';
import { keepPlace } from '../../features/present/reader';
import { stayAwake, vibrate } from '../../core/attention';
import { join, meeting } from '../../core/meeting';
import { registerWorker } from '../../core/worker';
import { Tablet } from './tablet';

join();
keepPlace();
watchBallots(() => vibrate([200, 100, 200]));
tellResults();
stayAwake(() => meeting.peek()?.phase === 'in_session');
registerWorker();
fetchAhead();
boot(<Tablet />);

import { boot } from '../../boot';
import { stayAwake, vibrate } from '../../core/attention';
import { join } from '../../core/meeting';
import { registerWorker } from '../../core/worker';
import { keepPlace } from '../../features/present/reader';
import { watchBallots } from '../../features/vote/cast';
import { Unit } from './unit';
import { inside, keepView } from './view';

join();
keepPlace();
keepView();
watchBallots(() => vibrate([200, 100, 200]));
stayAwake(() => inside.peek());
registerWorker();
boot(<Unit />);

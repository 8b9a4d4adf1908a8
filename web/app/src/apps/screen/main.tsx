import { boot } from '../../boot';
import { stayAwake } from '../../core/attention';
import { join } from '../../core/meeting';
import { keepAlive } from './alive';
import { Wall } from './wall';

join();
stayAwake(() => true);
keepAlive();
boot(<Wall />);

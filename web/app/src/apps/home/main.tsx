import { boot } from '../../boot';
import { Home } from './home';

boot(<Home />);

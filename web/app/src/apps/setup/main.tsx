import { boot } from '../../boot';
import { Frame } from '../../ui/frame';
import { SetUp } from './set-up';
import { w } from './words';

function App() {
  return (
    <Frame title={w('title')}>
      <SetUp token={decodeURIComponent(location.pathname.split('/').pop() ?? '')} />
    </Frame>
  );
}

boot(<App />);

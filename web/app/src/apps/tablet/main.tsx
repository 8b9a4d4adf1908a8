import { boot } from '../../boot';

boot(
  <main>
    <h1>Phiên họp</h1>
    <p>Màn hình đại biểu chưa có trong bản dựng này.</p>
  </main>,
);

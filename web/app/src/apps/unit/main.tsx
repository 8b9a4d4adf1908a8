import { boot } from '../../boot';

boot(
  <main>
    <h1>Điểm cầu</h1>
    <p>Màn hình điểm cầu chưa có trong bản dựng này.</p>
  </main>,
);

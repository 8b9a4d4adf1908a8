import { boot } from '../../boot';

boot(
  <main>
    <h1>Chủ tọa</h1>
    <p>Màn hình chủ tọa chưa có trong bản dựng này.</p>
  </main>,
);

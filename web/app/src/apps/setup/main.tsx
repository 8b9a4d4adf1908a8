import { boot } from '../../boot';

boot(
  <main>
    <h1>Cài đặt</h1>
    <p>Trang cài đặt ban đầu chưa có trong bản dựng này.</p>
  </main>,
);

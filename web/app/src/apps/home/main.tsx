import { boot } from '../../boot';

boot(
  <main>
    <h1>Diên Hồng</h1>
    <p>Trang danh sách phiên họp chưa có trong bản dựng này.</p>
  </main>,
);

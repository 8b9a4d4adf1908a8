import { boot } from '../../boot';

boot(
  <main>
    <h1>Màn hình lớn</h1>
    <p>Màn hình lớn chưa có trong bản dựng này.</p>
  </main>,
);

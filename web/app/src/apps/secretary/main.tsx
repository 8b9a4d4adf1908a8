import { boot } from '../../boot';

boot(
  <main>
    <h1>Bàn thư ký</h1>
    <p>Bàn thư ký chưa có trong bản dựng này.</p>
  </main>,
);

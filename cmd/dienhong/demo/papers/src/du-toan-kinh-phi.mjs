import * as d from './data.mjs'
import * as f from './form.mjs'

const { sum, categories, total, sources, estimate: e } = d
const cell = (text, css, span) => ({ text, css, span })
const form = (no, name) => `<div class="annex${no > 1 ? ' sheet' : ''}"><p class="no">Biểu số ${f.count(no)}</p><p class="name">${name}</p></div>`

const need = f.table({
  unit: 'đồng', css: 'small',
  columns: [{ css: 'c', width: '5%' }, { width: '24%' }, { css: 'r', width: '18%' }, { css: 'r', width: '18%' }, { css: 'r', width: '18%' }, { css: 'r', width: '17%' }],
  heads: `<tr><th>TT</th><th>Nội dung chi</th><th>Kế hoạch được giao</th><th>Kế hoạch sau điều chỉnh</th><th>Đã giải ngân 9 tháng</th><th>Nhu cầu quý IV</th></tr>
    <tr class="index"><td>(1)</td><td>(2)</td><td>(3)</td><td>(4)</td><td>(5)</td><td>(6) = (4) – (5)</td></tr>`,
  rows: [...categories.map((c) => [c.no, c.name, f.num(c.plan), f.num(c.after), f.num(c.paid9), f.num(d.q4(c))]),
    { css: 'total', cells: ['', cell('TỔNG CỘNG', 'c'), f.num(total.plan), f.num(total.after), f.num(total.paid9), f.num(d.q4(total))] }],
})

const where = f.table({
  caption: 'Nguồn bảo đảm nhu cầu quý IV', unit: 'đồng', css: 'small',
  columns: [{ head: 'TT', css: 'c', width: '6%' }, { head: 'Nguồn', width: '66%' }, { head: 'Số tiền', css: 'r', width: '28%' }],
  rows: [
    ['1', 'Kế hoạch vốn được giao năm 2026 chưa giải ngân (Quyết định số 4518/QĐ-UBND)', f.num(total.plan - total.paid9)],
    ['2', 'Đề nghị UBND tỉnh bổ sung từ dự phòng ngân sách tỉnh', f.num(sources.asked)],
    { css: 'total', cells: ['', cell('TỔNG CỘNG', 'c'), f.num(total.plan - total.paid9 + sources.asked)] },
  ],
})

const volume = (k) => sum(d.damages, (x) => x.volume[k.key])
const line = (no, name, how, n, css = '') => ({ css, cells: [cell(no, 'c'), cell(name, '', 2), cell(how, 'c', 2), cell(f.num(n), 'r')] })
const costs = f.table({
  unit: 'đồng', css: 'small',
  columns: [{ head: 'TT', css: 'c', width: '7%' }, { head: 'Nội dung', width: '37%' }, { head: 'Đơn vị', css: 'c', width: '9%' }, { head: 'Khối lượng', css: 'r', width: '13%' }, { head: 'Đơn giá', css: 'r', width: '14%' }, { head: 'Thành tiền', css: 'r', width: '20%' }],
  rows: [
    line('I', 'Chi phí trực tiếp', 'T', e.direct, 'group'),
    ...d.kinds.map((k, i) => [i + 1, k.name, k.unit, f.num(volume(k)), f.num(k.price), f.num(volume(k) * k.price)]),
    line('II', 'Chi phí gián tiếp', 'GT = T × 6,2%', e.indirect),
    line('III', 'Thu nhập chịu thuế tính trước', 'TL = (T + GT) × 6%', e.profit),
    line('', 'Chi phí xây dựng trước thuế', 'G = T + GT + TL', e.before, 'group'),
    line('IV', 'Thuế giá trị gia tăng', 'VAT = G × 8%', e.vat),
    line('', 'Chi phí xây dựng sau thuế', 'GXD = G + VAT', e.construction, 'group'),
    line('V', 'Chi phí quản lý dự án', 'G × 2,1%', e.management),
    line('VI', 'Chi phí tư vấn khảo sát, thiết kế, giám sát', 'G × 6,4%', e.consulting),
    line('VII', 'Chi phí khác (kiểm toán, thẩm tra, bảo hiểm)', 'G × 1,3%', e.other),
    line('VIII', 'Chi phí dự phòng', '(GXD + V + VI + VII) × 4%', e.reserve),
    line('', 'TỔNG CỘNG', '', e.exact, 'total'),
    line('', 'LÀM TRÒN', '', e.total, 'total'),
  ],
})

const byPlace = f.table({
  unit: 'đồng', css: 'small',
  columns: [{ head: 'TT', css: 'c', width: '6%' }, { head: 'Tuyến', width: '10%' }, { head: 'Lý trình', width: '25%' }, { head: 'Chi phí trực tiếp', css: 'r', width: '19%' }, { head: 'Chi phí khác, thuế, dự phòng', css: 'r', width: '20%' }, { head: 'Tổng dự toán', css: 'r', width: '20%' }],
  rows: [...d.damages.map((x, i) => [i + 1, x.route, x.at, f.num(x.direct), f.num(x.cost - x.direct), f.num(x.cost)]),
    { css: 'total', cells: ['', cell('TỔNG CỘNG', 'c', 2), cell(f.num(e.direct), 'r'), cell(f.num(e.total - e.direct), 'r'), cell(f.num(e.total), 'r')] }],
})

const name = 'Dự toán kinh phí bảo trì đường bộ quý IV năm 2026 và khắc phục hậu quả bão lũ'
export default {
  html: f.page({ title: name, sheets: ['paper.css'], body: `
<table class="head"><tr><td class="agency"><p>${f.department[0]}</p><p class="own">${f.department[1]}</p><hr></td>
<td class="nation"><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p class="motto">Độc lập - Tự do - Hạnh phúc</p><hr></td></tr></table>
<div class="title"><h1>DỰ TOÁN KINH PHÍ</h1><p>Bảo trì đường bộ quý IV năm 2026 và khắc phục hậu quả bão lũ</p>
<p class="under">(Kèm theo Tờ trình số ${d.numbers.proposal.no} ngày ${d.numbers.proposal.date})</p><hr></div>
${form(1, 'TỔNG HỢP NHU CẦU KINH PHÍ QUÝ IV NĂM 2026')}
${need}
<p>Nhu cầu kinh phí quý IV: ${f.vnd(d.q4(total))} (bằng chữ: ${f.spoken(d.q4(total))} đồng).</p>
${where}
<p><b>Thuyết minh:</b> Nhu cầu quý IV mục 1, 2, 4, 5, 6 là phần kế hoạch còn lại sau khi trừ số đã giải ngân đến hết ngày 25/9/2026; mục 2 đã trừ ${f.vnd(categories[1].down)} điều chỉnh giảm; mục 3 là dự toán khôi phục, gia cố ${d.damages.length} vị trí thiệt hại (Biểu số 02, Biểu số 03).</p>

${form(2, `DỰ TOÁN KHÔI PHỤC, GIA CỐ ${d.damages.length} VỊ TRÍ THIỆT HẠI DO BÃO LŨ`)}
${costs}

${form(3, 'PHÂN BỔ DỰ TOÁN THEO VỊ TRÍ')}
${byPlace}
<p>Tổng dự toán khắc phục hậu quả bão lũ: ${f.vnd(e.total)} (bằng chữ: ${f.spoken(e.total)} đồng); trong đó sử dụng nguồn đã giao ${f.vnd(e.total - sources.asked)}, đề nghị bổ sung ${f.vnd(sources.asked)}.</p>
<p class="place-date">Thanh Hoá, ngày 28 tháng 9 năm 2026</p>
<table class="three"><tr><td><p>NGƯỜI LẬP</p><div class="space">${f.hand('clerk')}</div><p>${d.people.clerk}</p></td>
<td><p>TRƯỞNG PHÒNG<br>KẾ HOẠCH – TÀI CHÍNH</p><div class="space">${f.hand('finance')}</div><p>${d.people.finance}</p></td>
<td><p>KT. GIÁM ĐỐC<br>PHÓ GIÁM ĐỐC</p><div class="space">${f.seal}${f.hand('deputy')}</div><p>${d.people.deputy}</p></td></tr></table>
${f.madeUp}` }),
  sealed: true,
}

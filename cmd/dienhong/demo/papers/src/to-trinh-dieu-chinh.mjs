import * as d from './data.mjs'
import * as f from './form.mjs'

const { sum, categories, total, sources, estimate } = d
const cell = (text, css, span) => ({ text, css, span })
const cuts = d.repairs.filter((r) => r.cut)
const savings = d.repairs.filter((r) => r.saved)
const urgent = [1, 4, 11].map((i) => d.damages[i])

const less = f.table({
  caption: 'Bảng 1. Các công trình sửa chữa định kỳ đề nghị điều chỉnh giảm', unit: 'nghìn đồng', css: 'small keep',
  columns: [{ head: 'TT', css: 'c', width: '6%' }, { head: 'Công trình', width: '30%' }, { head: 'Kế hoạch được giao', css: 'r', width: '15%' }, { head: 'Điều chỉnh giảm', css: 'r', width: '15%' }, { head: 'Sau điều chỉnh', css: 'r', width: '14%' }, { head: 'Lý do', width: '20%' }],
  rows: [
    { css: 'group', cells: [cell('I', 'c'), cell('Giãn tiến độ, giảm quy mô'), cell(f.thousand(sum(cuts, (r) => r.plan)), 'r'), cell(f.thousand(sources.moved), 'r'), cell(f.thousand(sum(cuts, (r) => r.after)), 'r'), ''] },
    ...cuts.map((r, i) => [i + 1, `${r.route}, ${r.at}`, f.thousand(r.plan), f.thousand(r.cut), f.thousand(r.after), r.fate[0].toUpperCase() + r.fate.slice(1)]),
    { css: 'group', cells: [cell('II', 'c'), cell('Tiết kiệm sau quyết toán'), cell(f.thousand(sum(savings, (r) => r.plan)), 'r'), cell(f.thousand(sources.saved), 'r'), cell(f.thousand(sum(savings, (r) => r.after)), 'r'), ''] },
    ...savings.map((r, i) => [i + 1, `${r.route}, ${r.at}`, f.thousand(r.plan), f.thousand(r.saved), f.thousand(r.after), 'Đã quyết toán']),
    { css: 'total', cells: ['', cell('Cộng giảm', 'c'), cell(f.thousand(sum([...cuts, ...savings], (r) => r.plan)), 'r'), cell(f.thousand(sources.moved + sources.saved), 'r'), cell(f.thousand(sum([...cuts, ...savings], (r) => r.after)), 'r'), ''] },
  ],
})

const from = f.table({
  caption: 'Bảng 2. Nguồn kinh phí thực hiện', unit: 'đồng', css: 'keep',
  columns: [{ head: 'TT', css: 'c', width: '8%' }, { head: 'Nguồn', width: '54%' }, { head: 'Số tiền', css: 'r', width: '24%' }, { head: 'Tỷ trọng', css: 'r', width: '14%' }],
  rows: [
    ['Kinh phí sửa chữa đột xuất còn lại trong kế hoạch năm 2026', sources.left],
    ['Điều chuyển từ 04 công trình sửa chữa định kỳ', sources.moved],
    ['Tiết kiệm qua đấu thầu, quyết toán 05 công trình', sources.saved],
    ['Đề nghị bổ sung từ dự phòng ngân sách tỉnh năm 2026', sources.asked],
  ].map(([name, n], i) => [i + 1, name, f.num(n), f.percent(n, estimate.total)])
    .concat([{ css: 'total', cells: ['', cell('Tổng cộng', 'c'), f.num(estimate.total), '100,0%'] }]),
})

export const changed = (caption, css = 'small keep') => f.table({
  caption, unit: 'nghìn đồng', css,
  columns: [{ head: 'TT', css: 'c', width: '6%' }, { head: 'Nội dung chi', width: '32%' }, { head: 'Kế hoạch được giao', css: 'r', width: '16%' }, { head: 'Giảm', css: 'r', width: '14%' }, { head: 'Tăng', css: 'r', width: '14%' }, { head: 'Kế hoạch sau điều chỉnh', css: 'r', width: '18%' }],
  rows: [...categories.map((c) => [c.no, c.name, f.thousand(c.plan), f.thousand(c.down), f.thousand(c.up), f.thousand(c.after)]),
    { css: 'total', cells: ['', cell('Tổng cộng', 'c'), ...['plan', 'down', 'up', 'after'].map((k) => cell(f.thousand(total[k]), 'r'))] }],
})

const name = 'Tờ trình đề nghị điều chỉnh kế hoạch bảo trì đường bộ năm 2026 và bổ sung kinh phí khắc phục hậu quả bão lũ'
export default {
  html: f.page({ title: name, sheets: ['paper.css'], body: `
${f.head({ agency: f.office('PHÒNG QUẢN LÝ KẾT CẤU<br>HẠ TẦNG GIAO THÔNG'), no: d.numbers.proposal.no, date: d.numbers.proposal.date })}
${f.title('TỜ TRÌNH', 'Về việc điều chỉnh kế hoạch bảo trì đường bộ năm 2026<br>và bổ sung kinh phí khắc phục hậu quả bão lũ')}
<div class="to-whom"><span>Kính gửi:&ensp;</span><span class="list">- Đồng chí Giám đốc Sở Giao thông vận tải;<br>- Hội nghị giao ban công tác bảo trì đường bộ quý III năm 2026.</span></div>

<p class="basis">Căn cứ Luật Đường bộ ngày 27 tháng 6 năm 2024;</p>
<p class="basis">Căn cứ Luật Phòng, chống thiên tai ngày 19 tháng 6 năm 2013;</p>
<p class="basis">Căn cứ Quyết định số ${d.numbers.plan.no} ngày ${d.numbers.plan.date} của UBND tỉnh về việc giao kế hoạch bảo trì đường bộ năm 2026;</p>
<p class="basis">Căn cứ Thông báo số ${d.numbers.q2.no} ngày ${d.numbers.q2.date} của Sở Giao thông vận tải về kết luận của Giám đốc Sở tại Hội nghị giao ban công tác bảo trì đường bộ quý II năm 2026.</p>
<p>Phòng Quản lý kết cấu hạ tầng giao thông trình Hội nghị phương án điều chỉnh kế hoạch bảo trì đường bộ năm 2026 và bổ sung kinh phí khắc phục hậu quả bão lũ như sau:</p>

<h3>I. SỰ CẦN THIẾT</h3>
<p>1. Ảnh hưởng của ${d.storms.first} và ${d.storms.second} gây thiệt hại tại ${d.damages.length} vị trí trên các tuyến quốc lộ uỷ thác và đường tỉnh. Các Hạt Quản lý đường bộ đã thực hiện bước 1, bảo đảm thông xe; tuy nhiên còn ${f.count(d.damages.filter((x) => x.traffic === 'thông xe 01 làn').length)} vị trí mới thông xe 01 làn và 01 vị trí đi theo đường tránh tạm, tiềm ẩn nguy cơ mất an toàn, đứt đường nếu tiếp tục có mưa lớn, nhất là tại ${urgent.map((x) => `${x.route} (${x.at})`).join(', ').replace(/, ([^,]*)$/, ' và $1')}.</p>
<p>2. Kinh phí sửa chữa đột xuất năm 2026 được giao ${f.vnd(categories[2].plan)}, đã giải ngân ${f.vnd(categories[2].paid9)} (${f.percent(categories[2].paid9, categories[2].plan)}), còn lại ${f.vnd(sources.left)}; trong khi nhu cầu thực hiện bước 2 là ${f.vnd(estimate.total)}.</p>
<p>3. Ba công trình sửa chữa định kỳ trên ĐT.512, ĐT.522, ĐT.526 chưa triển khai, không còn khả năng hoàn thành trong năm 2026; công trình trên ĐT.508 vướng mặt bằng 02 km cuối tuyến; năm công trình đã quyết toán còn dư kinh phí. Việc điều chuyển các nguồn này sang khắc phục hậu quả bão lũ là cần thiết, bảo đảm sử dụng vốn có hiệu quả, không để huỷ dự toán cuối năm.</p>

<h3>II. NỘI DUNG ĐIỀU CHỈNH</h3>
<h4>1. Nguyên tắc</h4>
<p>Ưu tiên bố trí kinh phí cho các vị trí ảnh hưởng trực tiếp đến an toàn giao thông; chỉ giảm kế hoạch các công trình chưa ký hợp đồng thi công hoặc phần khối lượng không thể thực hiện; không điều chỉnh kinh phí bảo dưỡng thường xuyên, an toàn giao thông và kiểm định cầu; tận dụng tối đa nguồn đã giao trước khi đề nghị bổ sung.</p>
<h4>2. Điều chỉnh giảm</h4>
<p>Giảm kế hoạch sửa chữa định kỳ ${f.vnd(sources.moved + sources.saved)}, gồm: ${f.vnd(sources.moved)} của ${f.count(cuts.length)} công trình giãn tiến độ, giảm quy mô và ${f.vnd(sources.saved)} tiết kiệm của ${f.count(savings.length)} công trình đã quyết toán (Bảng 1).</p>
${less}
<h4>3. Điều chỉnh tăng</h4>
<p>Tăng kế hoạch sửa chữa đột xuất, khắc phục bão lũ ${f.vnd(categories[2].up)}, từ ${f.vnd(categories[2].plan)} lên ${f.vnd(categories[2].after)}, để thực hiện khôi phục, gia cố ${d.damages.length} vị trí với tổng dự toán ${f.vnd(estimate.total)}. Khối lượng chủ yếu: hót, vận chuyển đất đá ${f.num(sum(d.damages, (x) => x.volume.hot))} m³; tường chắn bê tông cốt thép ${f.num(sum(d.damages, (x) => x.volume.tuong))} m³; đá hộc xây ${f.num(sum(d.damages, (x) => x.volume.xay))} m³; rọ đá ${f.num(sum(d.damages, (x) => x.volume.ro))} rọ; khôi phục mặt đường ${f.num(sum(d.damages, (x) => x.volume.btxm + x.volume.btn))} m²; hộ lan ${f.num(sum(d.damages, (x) => x.volume.ho))} m. Chi tiết theo Dự toán kinh phí kèm theo.</p>
<h4>4. Nguồn kinh phí</h4>
${from}
<p>Số kinh phí đề nghị UBND tỉnh bổ sung: ${f.vnd(sources.asked)} (bằng chữ: ${f.spoken(sources.asked)} đồng).</p>
<h4>5. Kế hoạch sau điều chỉnh</h4>
<p>Tổng kế hoạch bảo trì đường bộ năm 2026 tăng từ ${f.vnd(total.plan)} lên ${f.vnd(total.after)}, tăng ${f.vnd(sources.asked)} (${f.percent(sources.asked, total.plan)}).</p>
${changed('Bảng 3. Kế hoạch bảo trì đường bộ năm 2026 trước và sau điều chỉnh')}

<h3>III. TỔ CHỨC THỰC HIỆN</h3>
<p>1. Trình UBND tỉnh trước ngày 07/10/2026; phê duyệt hồ sơ, ban hành lệnh xây dựng khẩn cấp trước ngày 15/10/2026; khởi công trước ngày 20/10/2026; hoàn thành, nghiệm thu trước ngày 15/12/2026; giải ngân xong trước ngày 31/12/2026.</p>
<p>2. Ba công trình giãn tiến độ được ưu tiên bố trí trong kế hoạch bảo trì năm 2027; Phòng Quản lý kết cấu hạ tầng giao thông hoàn thiện hồ sơ trước ngày 31/01/2027.</p>

<h3>IV. ĐỀ NGHỊ</h3>
<p>Đề nghị Hội nghị xem xét, biểu quyết thông qua phương án điều chỉnh kế hoạch bảo trì đường bộ năm 2026 với các nội dung nêu trên (có dự thảo Nghị quyết kèm theo), làm cơ sở để Sở báo cáo UBND tỉnh quyết định./.</p>
${f.close({ to: ['Như trên', 'Các Phó Giám đốc Sở', 'Phòng Kế hoạch – Tài chính', 'Văn phòng Sở', 'Lưu: QLKCHTGT'], capacity: ['TRƯỞNG PHÒNG'], name: d.people.roads, signed: 'roads' })}
${f.madeUp}` }),
}

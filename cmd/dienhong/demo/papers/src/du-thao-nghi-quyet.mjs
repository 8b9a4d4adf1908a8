import * as d from './data.mjs'
import * as f from './form.mjs'
import { changed } from './to-trinh-dieu-chinh.mjs'

const { sum, categories, total, sources, estimate } = d
const cuts = d.repairs.filter((r) => r.cut)

const list = f.table({
  caption: 'II. Danh mục công trình sửa chữa định kỳ điều chỉnh giảm', unit: 'nghìn đồng', css: 'small keep',
  columns: [{ head: 'TT', css: 'c', width: '6%' }, { head: 'Tuyến, lý trình', width: '38%' }, { head: 'Kế hoạch được giao', css: 'r', width: '17%' }, { head: 'Giảm', css: 'r', width: '14%' }, { head: 'Sau điều chỉnh', css: 'r', width: '15%' }, { head: 'Ghi chú', css: 'c', width: '10%' }],
  rows: [...d.repairs.filter((r) => r.cut || r.saved).map((r, i) => [i + 1, `${r.route}, ${r.at}`, f.thousand(r.plan), f.thousand(r.cut + r.saved), f.thousand(r.after), r.cut ? '(1)' : '(2)']),
    { css: 'total', cells: ['', { text: 'Tổng cộng', css: 'c' }, ...[(r) => r.plan, (r) => r.cut + r.saved, (r) => r.after].map((of) => f.thousand(sum(d.repairs.filter((r) => r.cut || r.saved), of))), ''] }],
})

const name = 'Dự thảo Nghị quyết Hội nghị giao ban về điều chỉnh kế hoạch bảo trì đường bộ năm 2026'
export default {
  html: f.page({ title: name, sheets: ['paper.css'], body: `
${f.head({ agency: f.department, no: '&emsp;&emsp;/NQ-SGTVT', date: null, draft: true })}
${f.title('NGHỊ QUYẾT', 'Hội nghị giao ban công tác bảo trì đường bộ quý III năm 2026<br>về điều chỉnh kế hoạch bảo trì đường bộ năm 2026 và bổ sung kinh phí<br>khắc phục hậu quả bão lũ')}
<p class="order">HỘI NGHỊ GIAO BAN<br>CÔNG TÁC BẢO TRÌ ĐƯỜNG BỘ QUÝ III NĂM 2026</p>
<p class="basis">Căn cứ Luật Đường bộ ngày 27 tháng 6 năm 2024;</p>
<p class="basis">Căn cứ Luật Phòng, chống thiên tai ngày 19 tháng 6 năm 2013;</p>
<p class="basis">Căn cứ Quyết định số ${d.numbers.plan.no} ngày ${d.numbers.plan.date} của UBND tỉnh về việc giao kế hoạch bảo trì đường bộ năm 2026;</p>
<p class="basis">Căn cứ Quy chế làm việc của Sở Giao thông vận tải;</p>
<p class="basis">Xét Tờ trình số ${d.numbers.proposal.no} ngày ${d.numbers.proposal.date} của Phòng Quản lý kết cấu hạ tầng giao thông; ý kiến thảo luận và kết quả biểu quyết tại Hội nghị.</p>
<p class="order">QUYẾT NGHỊ:</p>

<p><b>Điều 1.</b> Thống nhất phương án điều chỉnh kế hoạch bảo trì đường bộ năm 2026 để báo cáo UBND tỉnh xem xét, quyết định, với các nội dung chính sau:</p>
<p>1. Điều chỉnh giảm kế hoạch sửa chữa định kỳ ${f.vnd(sources.moved + sources.saved)}, gồm:</p>
<p>a) Giảm ${f.vnd(sources.moved)} của ${f.count(cuts.length)} công trình trên các tuyến ${cuts.map((r) => r.route).join(', ')}; trong đó ${f.count(cuts.filter((r) => r.progress === 0).length)} công trình giãn tiến độ sang năm 2027 và 01 công trình giảm quy mô;</p>
<p>b) Giảm ${f.vnd(sources.saved)} tiết kiệm qua đấu thầu, quyết toán của ${f.count(d.repairs.filter((r) => r.saved).length)} công trình đã hoàn thành.</p>
<p>2. Điều chỉnh tăng kế hoạch sửa chữa đột xuất, khắc phục bão lũ ${f.vnd(categories[2].up)}, từ ${f.vnd(categories[2].plan)} lên ${f.vnd(categories[2].after)}, để khôi phục, gia cố ${d.damages.length} vị trí thiệt hại với tổng dự toán ${f.vnd(estimate.total)}.</p>
<p>3. Tổng kế hoạch bảo trì đường bộ năm 2026 sau điều chỉnh là ${f.vnd(total.after)}.</p>
<p>(Chi tiết tại Phụ lục kèm theo)</p>

<p><b>Điều 2.</b> Thống nhất đề nghị UBND tỉnh bổ sung ${f.vnd(sources.asked)} (${f.spoken(sources.asked).toLowerCase()} đồng) từ nguồn dự phòng ngân sách tỉnh năm 2026 để thực hiện khắc phục hậu quả bão lũ.</p>
<p>Trường hợp UBND tỉnh bổ sung thấp hơn số đề nghị, ưu tiên bố trí kinh phí cho các vị trí đang thông xe 01 làn và vị trí đi theo đường tránh tạm; Giám đốc Sở quyết định danh mục thực hiện và báo cáo Hội nghị tại kỳ giao ban kế tiếp.</p>

<p><b>Điều 3.</b> Tổ chức thực hiện</p>
<p>1. Phòng Kế hoạch – Tài chính chủ trì, phối hợp với Phòng Quản lý kết cấu hạ tầng giao thông hoàn thiện hồ sơ, tham mưu Giám đốc Sở trình UBND tỉnh trước ngày 07/10/2026.</p>
<p>2. Phòng Quản lý kết cấu hạ tầng giao thông tổ chức lập, trình phê duyệt hồ sơ và lệnh xây dựng khẩn cấp trước ngày 15/10/2026; đôn đốc hoàn thành các vị trí trước ngày 15/12/2026.</p>
<p>3. Các Hạt Quản lý đường bộ bảo đảm giao thông thông suốt, an toàn tại các vị trí thiệt hại trong thời gian chờ khôi phục và trong quá trình thi công.</p>
<p>4. Văn phòng Sở theo dõi, đôn đốc, tổng hợp kết quả thực hiện Nghị quyết.</p>

<p><b>Điều 4.</b> Chánh Văn phòng Sở, Trưởng các phòng, Hạt trưởng các Hạt Quản lý đường bộ và các đơn vị, cá nhân có liên quan chịu trách nhiệm thi hành Nghị quyết này.</p>
<p>Nghị quyết này được Hội nghị giao ban công tác bảo trì đường bộ quý III năm 2026 thông qua và có hiệu lực kể từ ngày ký./.</p>
${f.close({ to: ['Như Điều 4', 'UBND tỉnh (để báo cáo)', 'Giám đốc, các Phó Giám đốc Sở', 'Lưu: VT, QLKCHTGT'], capacity: ['TM. HỘI NGHỊ', 'CHỦ TRÌ', 'GIÁM ĐỐC SỞ'], name: d.people.director })}

<div class="annex sheet"><p class="no">Phụ lục</p><p class="name">ĐIỀU CHỈNH KẾ HOẠCH BẢO TRÌ ĐƯỜNG BỘ NĂM 2026</p>
<p class="with">(Kèm theo Nghị quyết số&emsp;&emsp;/NQ-SGTVT ngày&emsp;&ensp;tháng 10 năm 2026 của Hội nghị giao ban)</p></div>
${changed('I. Kế hoạch theo nội dung chi')}
${list}
<p>(1) Giãn tiến độ sang năm 2027 hoặc giảm quy mô; (2) tiết kiệm qua đấu thầu, quyết toán.</p>
${f.madeUp}` }),
}

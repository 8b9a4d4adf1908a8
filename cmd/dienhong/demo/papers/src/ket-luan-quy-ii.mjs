import * as d from './data.mjs'
import * as f from './form.mjs'

const name = 'Thông báo kết luận của Giám đốc Sở tại Hội nghị giao ban công tác bảo trì đường bộ quý II năm 2026'
export default {
  sealed: true,
  html: f.page({ title: name, sheets: ['paper.css'], body: `
${f.head({ agency: f.department, no: d.numbers.q2.no, date: d.numbers.q2.date })}
${f.title('THÔNG BÁO', 'Kết luận của Giám đốc Sở Giao thông vận tải tại Hội nghị giao ban<br>công tác bảo trì đường bộ quý II năm 2026')}
<p>Ngày 03/7/2026, tại trụ sở Sở Giao thông vận tải, Giám đốc Sở ${d.people.director} chủ trì Hội nghị giao ban công tác bảo trì đường bộ quý II năm 2026, kết hợp trực tiếp và trực tuyến đến các Hạt Quản lý đường bộ. Tham dự Hội nghị có các Phó Giám đốc Sở, lãnh đạo các phòng thuộc Sở và lãnh đạo ${f.count(d.hats.length)} Hạt Quản lý đường bộ.</p>
<p>Sau khi nghe báo cáo của Phòng Quản lý kết cấu hạ tầng giao thông, Phòng Kế hoạch – Tài chính và ý kiến thảo luận của các đại biểu, Giám đốc Sở kết luận như sau:</p>
<h3>I. ĐÁNH GIÁ CHUNG</h3>
<p>Trong quý II, các phòng, đơn vị đã chủ động triển khai kế hoạch bảo trì đường bộ năm 2026; công tác bảo dưỡng thường xuyên được duy trì, giao thông trên ${d.routes.length} tuyến thông suốt; giải ngân 6 tháng đạt ${f.vnd(d.sum(d.months.slice(0, 6)))}, bằng ${f.percent(d.sum(d.months.slice(0, 6)), d.total.plan)} kế hoạch năm. Tuy nhiên, tiến độ giải ngân còn chậm so với yêu cầu; một số công trình sửa chữa định kỳ chưa hoàn thành thủ tục; việc kiểm định cầu yếu, cập nhật cơ sở dữ liệu cầu, đường chưa đạt tiến độ.</p>
<h3>II. NHIỆM VỤ GIAO CÁC PHÒNG, ĐƠN VỊ</h3>
${f.table({
    css: 'small',
    columns: [{ head: 'TT', css: 'c', width: '6%' }, { head: 'Nhiệm vụ', width: '45%' }, { head: 'Đơn vị thực hiện', width: '35%' }, { head: 'Thời hạn', css: 'c', width: '14%' }],
    rows: d.tasks.map((t, i) => [i + 1, t.what, t.who, t.due]),
  })}
<p>Ngoài các nhiệm vụ nêu trên, yêu cầu các Hạt Quản lý đường bộ thực hiện nghiêm chế độ trực ban phòng, chống thiên tai từ ngày 10/7/2026; duy trì lực lượng, phương tiện theo phương châm bốn tại chỗ; báo cáo ngay khi có tình huống gây ách tắc giao thông quá 30 phút.</p>
<h3>III. TỔ CHỨC THỰC HIỆN</h3>
<p>1. Trưởng các phòng, Hạt trưởng các Hạt Quản lý đường bộ tổ chức thực hiện nhiệm vụ được giao; báo cáo kết quả về Văn phòng Sở trước ngày 25 hằng tháng.</p>
<p>2. Văn phòng Sở theo dõi, đôn đốc, tổng hợp kết quả thực hiện, báo cáo tại Hội nghị giao ban quý III năm 2026.</p>
<p>Văn phòng Sở thông báo kết luận của Giám đốc Sở để các phòng, đơn vị biết và thực hiện./.</p>
${f.close({ to: ['Giám đốc, các Phó Giám đốc Sở', 'Các phòng thuộc Sở', 'Các Hạt Quản lý đường bộ', 'Lưu: VT, VP'], capacity: ['TL. GIÁM ĐỐC', 'KT. CHÁNH VĂN PHÒNG', 'PHÓ CHÁNH VĂN PHÒNG'], name: d.people.office, signed: 'office', sealed: true })}
${f.madeUp}` }),
}

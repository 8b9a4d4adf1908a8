import * as d from './data.mjs'
import * as f from './form.mjs'

const { sum, routes } = d
const cell = (text, css, span) => ({ text, css, span })
const roman = ['I', 'II', 'III', 'IV', 'V', 'VI']

const annex = (no, name, unit = '') => `<div class="annex${no ? ' sheet' : ''}"><p class="no">Phụ lục ${roman[no]}</p><p class="name">${name}</p>
  <p class="with">(Kèm theo Báo cáo số ${d.numbers.report.no} ngày ${d.numbers.report.date} của Sở Giao thông vận tải)</p></div>${unit ? `<p class="unit">Đơn vị tính: ${unit}</p>` : ''}`

/** Rows of all routes in their two groups, each group with its sum. */
function byRoute(cells, sums) {
  const group = (no, name, list) => [
    { css: 'group', cells: [cell(no, 'c b'), cell(name, 'b'), ...sums(list).map((t) => cell(t, 'r b'))] },
    ...list.map((r, i) => [i + 1, ...cells(r)]),
  ]
  return [...group('A', 'Quốc lộ uỷ thác', d.national), ...group('B', 'Đường tỉnh', d.provincial),
    { css: 'total', cells: ['', cell('TỔNG CỘNG', 'c'), ...sums(routes).map((t) => cell(t, 'r b'))] }]
}

const lengths = annex(0, 'DANH MỤC CÁC TUYẾN ĐƯỜNG BỘ ĐƯỢC GIAO QUẢN LÝ') + f.table({
  css: 'tiny',
  columns: [{ head: 'TT', css: 'c', width: '4%' }, { head: 'Tên đường', width: '12%' }, { head: 'Chiều dài (km)', css: 'r', width: '10%' }, { head: 'Điểm đầu – điểm cuối', width: '33%' }, { head: 'Cấp đường', css: 'c', width: '11%' }, { head: 'Hạt Quản lý đường bộ', width: '16%' }, { head: 'Điểm nghiệm thu quý III', css: 'r', width: '14%' }],
  rows: byRoute((r) => [r.id, f.one(r.km), r.ends, r.grade, r.hat, f.one(r.mark)],
    (list) => [f.one(d.km(list)), '', '', '', f.one(sum(list, (r) => r.mark) / list.length)]),
})

function volumes(no, name, keys, wide) {
  const works = keys.map((k) => d.works.find((w) => w.key === k))
  return annex(no, name) + f.table({
    css: 'tiny',
    columns: [{ css: 'c', width: '4%' }, { width: wide ? '12%' : '18%' }, { css: 'r', width: '9%' }, ...works.map(() => ({ css: 'r' }))],
    heads: `<tr><th>TT</th><th>Tên đường</th><th>Chiều dài (km)</th>${works.map((w) => `<th>${w.name} (${w.unit})</th>`).join('')}</tr>`,
    rows: byRoute((r) => [r.id, f.one(r.km), ...works.map((w) => (r.done[w.key] ? f.num(r.done[w.key]) : '–'))],
      (list) => [f.one(d.km(list)), ...works.map((w) => { const s = sum(list, (r) => r.done[w.key]); return s ? f.num(s) : '–' })]),
  })
}

const repairs = annex(3, 'KHỐI LƯỢNG, TIẾN ĐỘ CÁC CÔNG TRÌNH SỬA CHỮA ĐỊNH KỲ NĂM 2026', 'nghìn đồng') + f.table({
  css: 'tiny loose',
  columns: [{ head: 'TT', css: 'c', width: '3.5%' }, { head: 'Tuyến', width: '6.5%' }, { head: 'Lý trình', width: '16.5%' }, { head: 'Nội dung sửa chữa', width: '20.5%' }, { head: 'Khối lượng (%)', css: 'c', width: '6%' }, { head: 'Kế hoạch năm', css: 'r', width: '10%' }, { head: 'Giải ngân quý III', css: 'r', width: '9%' }, { head: 'Luỹ kế 9 tháng', css: 'r', width: '9.5%' }, { head: 'Giá trị quyết toán', css: 'r', width: '9.5%' }, { head: 'Còn lại so với kế hoạch', css: 'r', width: '9%' }],
  rows: [...d.repairs.map((r, i) => [i + 1, r.route, r.at, r.what, r.progress, f.thousand(r.plan), f.thousand(r.paidQ3), f.thousand(r.paid9), f.thousand(r.settled), f.thousand(r.plan - r.paid9)]),
    { css: 'total', cells: ['', cell('TỔNG CỘNG', 'c', 4), ...['plan', 'paidQ3', 'paid9', 'settled'].map((k) => cell(f.thousand(sum(d.repairs, (r) => r[k])), 'r')), cell(f.thousand(sum(d.repairs, (r) => r.plan - r.paid9)), 'r')] }],
}) + `<p class="note"><b>Ghi chú:</b> Công trình có khối lượng 100% đã nghiệm thu, bàn giao; giá trị quyết toán là giá trị được phê duyệt. Các công trình trên ĐT.512, ĐT.522, ĐT.526 mới giải ngân chi phí chuẩn bị đầu tư; đề xuất giãn sang năm 2027 theo Tờ trình số ${d.numbers.proposal.no}.</p>`

const damages = annex(4, 'KHỐI LƯỢNG KHÔI PHỤC, GIA CỐ CÁC VỊ TRÍ THIỆT HẠI DO BÃO LŨ (BƯỚC 2)') + f.table({
  css: 'tiny loose',
  columns: [{ css: 'c', width: '3.2%' }, { width: '6.2%' }, { width: '18.5%' }, ...d.kinds.map(() => ({ css: 'r' }))],
  heads: `<tr><th>TT</th><th>Tuyến</th><th>Lý trình</th>${d.kinds.map((k) => `<th>${short(k.name)} (${k.unit})</th>`).join('')}</tr>`,
  rows: [...d.damages.map((x, i) => [i + 1, x.route, x.at, ...d.kinds.map((k) => (x.volume[k.key] ? f.num(x.volume[k.key]) : '–'))]),
    { css: 'total', cells: ['', cell('TỔNG CỘNG', 'c', 2), ...d.kinds.map((k) => cell(f.num(sum(d.damages, (x) => x.volume[k.key])), 'r'))] }],
}) + '<p class="note"><b>Ghi chú:</b> Khối lượng theo hồ sơ khảo sát hiện trường từ ngày 15 đến ngày 22/9/2026; khối lượng chính thức theo hồ sơ thiết kế được phê duyệt.</p>'
function short(name) {
  return name.replace('Hót, vận chuyển đất đá sạt lở', 'Hót, vận chuyển đất đá').replace('Đắp đất nền đường, độ chặt K95', 'Đắp đất nền K95').replace('Đá hộc xây vữa xi măng M100', 'Đá hộc xây vữa').replace('Rọ đá 2 m × 1 m × 0,5 m', 'Rọ đá')
    .replace('Tường chắn bê tông cốt thép M250', 'Tường chắn BTCT').replace('Móng cấp phối đá dăm loại I', 'Móng CPĐD loại I').replace('Mặt đường bê tông xi măng M300 dày 22 cm', 'Mặt đường BTXM').replace('Thảm bê tông nhựa C16 dày 6 cm', 'Thảm BTN C16').replace('Cống tròn bê tông cốt thép D1500', 'Cống tròn D1500').replace('Rãnh hình thang đá hộc xây', 'Rãnh hình thang')
}

const money = annex(5, 'KINH PHÍ BẢO DƯỠNG THƯỜNG XUYÊN THEO TUYẾN', 'nghìn đồng') + f.table({
  css: 'tiny',
  columns: [{ head: 'TT', css: 'c', width: '4%' }, { head: 'Tên đường', width: '18%' }, { head: 'Chiều dài (km)', css: 'r', width: '11%' }, { head: 'Kế hoạch năm 2026', css: 'r', width: '15%' }, { head: 'Giải ngân quý III', css: 'r', width: '14%' }, { head: 'Luỹ kế 9 tháng', css: 'r', width: '14%' }, { head: 'Tỷ lệ so với kế hoạch', css: 'r', width: '11%' }, { head: 'Còn lại quý IV', css: 'r', width: '13%' }],
  rows: byRoute((r) => [r.id, f.one(r.km), f.thousand(r.plan), f.thousand(r.paidQ3), f.thousand(r.paid9), f.percent(r.paid9, r.plan), f.thousand(r.plan - r.paid9)],
    (list) => [f.one(d.km(list)), f.thousand(sum(list, (r) => r.plan)), f.thousand(sum(list, (r) => r.paidQ3)), f.thousand(sum(list, (r) => r.paid9)), f.percent(sum(list, (r) => r.paid9), sum(list, (r) => r.plan)), f.thousand(sum(list, (r) => r.plan - r.paid9))]),
})

export default {
  html: f.page({ title: 'Phụ lục khối lượng bảo dưỡng, sửa chữa đường bộ theo tuyến quý III năm 2026', sheets: ['paper.css', 'annex.css'], body:
    [lengths,
      volumes(1, 'KHỐI LƯỢNG BẢO DƯỠNG THƯỜNG XUYÊN NỀN, MẶT ĐƯỜNG VÀ THOÁT NƯỚC QUÝ III NĂM 2026', ['va', 'le', 'ranh', 'phat', 'cong']),
      volumes(2, 'KHỐI LƯỢNG BẢO DƯỠNG CÔNG TRÌNH AN TOÀN GIAO THÔNG VÀ HÓT SỤT NHỎ QUÝ III NĂM 2026', ['son', 'bien', 'ho', 'sut']),
      repairs, damages, money, f.madeUp].join('\n') }),
}

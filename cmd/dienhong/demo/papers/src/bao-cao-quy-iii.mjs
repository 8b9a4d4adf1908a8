import * as d from './data.mjs'
import * as f from './form.mjs'
import { columns, ink, lines } from './charts.mjs'
import { map } from './map.mjs'

const { sum, routes, categories, total } = d
const done = (key, list = routes) => sum(list, (r) => r.done[key])
const q3 = (key) => sum(d.accidents[2026][key].slice(6))
const year = (key, y = 2026) => sum(d.accidents[y][key])
const down = (key) => f.percent(year(key, 2025) - year(key), year(key, 2025))
const best = routes.filter((r) => r.mark >= 95).length
const worst = routes.reduce((a, b) => (b.mark < a.mark ? b : a))
const finished = d.repairs.filter((r) => r.progress === 100)
const running = d.repairs.filter((r) => r.progress > 0 && r.progress < 100)
const idle = d.repairs.filter((r) => r.progress === 0)
const oneLane = d.damages.filter((x) => x.traffic === 'thông xe 01 làn').length
const cell = (text, css, span) => ({ text, css, span })

// ---- tables -------------------------------------------------------------------------------------------------------

const network = f.table({
  caption: 'Bảng 1. Mạng lưới đường bộ do Sở Giao thông vận tải quản lý',
  css: 'keep',
  columns: [{ head: 'TT', css: 'c', width: '8%' }, { head: 'Loại đường', width: '32%' }, { head: 'Số tuyến', css: 'c', width: '12%' }, { head: 'Chiều dài (km)', css: 'r', width: '17%' }, { head: 'Số cầu', css: 'r', width: '13%' }, { head: 'Chiều dài cầu (m)', css: 'r', width: '18%' }],
  rows: [
    ['1', 'Quốc lộ uỷ thác quản lý', d.national.length, f.one(d.km(d.national)), d.bridges.QL.count, f.one(d.bridges.QL.metres)],
    ['2', 'Đường tỉnh', d.provincial.length, f.one(d.km(d.provincial)), d.bridges.ĐT.count, f.one(d.bridges.ĐT.metres)],
    { css: 'total', cells: ['', 'Tổng cộng', routes.length, f.one(d.km(routes)), d.bridges.QL.count + d.bridges.ĐT.count, f.one(d.bridges.QL.metres + d.bridges.ĐT.metres)] },
  ],
})

const routine = f.table({
  caption: 'Bảng 2. Khối lượng bảo dưỡng thường xuyên quý III năm 2026',
  css: 'keep',
  columns: [{ head: 'TT', css: 'c', width: '7%' }, { head: 'Nội dung công việc', width: '37%' }, { head: 'Đơn vị', css: 'c', width: '9%' }, { head: 'Kế hoạch', css: 'r', width: '16%' }, { head: 'Thực hiện', css: 'r', width: '16%' }, { head: 'Tỷ lệ', css: 'r', width: '15%' }],
  rows: d.works.map((w, i) => [i + 1, w.name, w.unit, f.num(w.plan), f.num(done(w.key)), f.percent(done(w.key), w.plan)]),
})

const marks = f.table({
  caption: 'Bảng 3. Kết quả nghiệm thu chất lượng bảo dưỡng thường xuyên theo đơn vị',
  css: 'keep',
  columns: [{ head: 'TT', css: 'c', width: '7%' }, { head: 'Hạt Quản lý đường bộ', width: '25%' }, { head: 'Số tuyến', css: 'c', width: '12%' }, { head: 'Chiều dài (km)', css: 'r', width: '16%' }, { head: 'Điểm bình quân', css: 'r', width: '18%' }, { head: 'Số tuyến đạt từ 95 điểm', css: 'c', width: '22%' }],
  rows: [...d.hats.map((hat, i) => {
    const own = routes.filter((r) => r.hat === hat)
    return [i + 1, `${hat} (${d.seats[hat]})`, f.count(own.length), f.one(d.km(own)), f.one(sum(own, (r) => r.mark) / own.length), f.count(own.filter((r) => r.mark >= 95).length)]
  }), { css: 'total', cells: ['', 'Toàn mạng lưới', routes.length, f.one(d.km(routes)), f.one(sum(routes, (r) => r.mark) / routes.length), best] }],
})

const repairs = f.table({
  caption: 'Bảng 4. Tiến độ và giải ngân các công trình sửa chữa định kỳ năm 2026',
  unit: 'nghìn đồng', css: 'small',
  columns: [{ head: 'TT', css: 'c', width: '5.5%' }, { head: 'Tuyến, lý trình', width: '25%' }, { head: 'Nội dung', width: '25%' }, { head: 'Kế hoạch', css: 'r', width: '14.5%' }, { head: 'Khối lượng (%)', css: 'c', width: '13%' }, { head: 'Giải ngân 9 tháng', css: 'r', width: '17%' }],
  rows: [...d.repairs.map((r, i) => [i + 1, `${r.route}, ${r.at}`, r.what, f.thousand(r.plan), r.progress, f.thousand(r.paid9)]),
    { css: 'total', cells: ['', cell('Tổng cộng', 'c', 2), cell(f.thousand(categories[1].plan), 'r'), cell('', 'c'), cell(f.thousand(categories[1].paid9), 'r')] }],
})

const called = f.table({
  caption: 'Bảng 5. Lực lượng, phương tiện huy động và khối lượng thực hiện bước 1',
  css: 'small keep',
  columns: [{ head: 'TT', css: 'c', width: '7%' }, { head: 'Hạt Quản lý đường bộ', width: '25%' }, { head: 'Nhân lực (người)', css: 'r', width: '13%' }, { head: 'Máy xúc, máy ủi', css: 'r', width: '13%' }, { head: 'Ô tô vận chuyển', css: 'r', width: '13%' }, { head: 'Hót sụt (m³)', css: 'r', width: '15%' }, { head: 'Rọ đá (rọ)', css: 'r', width: '14%' }],
  rows: [...d.called.map(([hat, ...n], i) => [i + 1, `${hat} (${d.seats[hat]})`, ...n.map(f.num)]),
    { css: 'total', cells: ['', cell('Tổng cộng', 'c'), ...[1, 2, 3, 4, 5].map((i) => f.num(sum(d.called, (c) => c[i])))] }],
})

const damages = f.table({
  caption: 'Bảng 6. Các vị trí thiệt hại do bão lũ cần khôi phục, gia cố (bước 2)',
  unit: 'nghìn đồng', css: 'small',
  columns: [{ head: 'TT', css: 'c', width: '6%' }, { head: 'Tuyến, lý trình', width: '23%' }, { head: 'Địa bàn', width: '13%' }, { head: 'Tình trạng', width: '25%' }, { head: 'Hiện trạng giao thông', width: '18%' }, { head: 'Kinh phí', css: 'r', width: '15%' }],
  rows: [...d.damages.map((x, i) => [i + 1, `${x.route}, ${x.at}`, x.district, x.what, x.traffic[0].toUpperCase() + x.traffic.slice(1), f.thousand(x.cost)]),
    { css: 'total', cells: ['', cell('Tổng cộng', 'c', 4), cell(f.thousand(d.estimate.total), 'r')] }],
})

const byRoute = f.table({
  caption: 'Bảng 7. Tai nạn giao thông 9 tháng năm 2026 theo tuyến',
  css: 'small keep',
  columns: [{ head: 'TT', css: 'c', width: '8%' }, { head: 'Tuyến', width: '26%' }, { head: 'Số vụ', css: 'r', width: '16%' }, { head: 'Tỷ lệ số vụ', css: 'r', width: '18%' }, { head: 'Số người chết', css: 'r', width: '16%' }, { head: 'Số người bị thương', css: 'r', width: '16%' }],
  rows: [...d.accidents.byRoute.map(([id, a, b, c], i) => [i + 1, id, a, f.percent(a, year('cases')), b, c]),
    { css: 'total', cells: ['', cell('Tổng cộng', 'c'), year('cases'), '100,0%', year('dead'), year('hurt')] }],
})

const spots = f.table({
  caption: 'Bảng 8. Các điểm đen tai nạn giao thông và tình hình xử lý',
  css: 'small keep',
  columns: [{ head: 'TT', css: 'c', width: '6%' }, { head: 'Tuyến, lý trình', width: '24%' }, { head: 'Vị trí', width: '29%' }, { head: 'Số vụ – chết – bị thương (12 tháng)', css: 'c', width: '17%' }, { head: 'Tình hình xử lý', width: '24%' }],
  rows: d.blackSpots.map((b, i) => [i + 1, `${b.route}, ${b.at}`, b.where, b.n.map(f.count).join(' – '), b.progress === 100 ? `Hoàn thành ${b.due}` : `${b.state[0].toUpperCase()}${b.state.slice(1)}${b.progress ? ` (${b.progress}%)` : ''}, xong trước ${b.due}`]),
})

const money = f.table({
  caption: 'Bảng 9. Tình hình thực hiện kế hoạch vốn bảo trì đường bộ năm 2026',
  unit: 'nghìn đồng', css: 'small keep',
  columns: [{ head: 'TT', css: 'c', width: '6%' }, { head: 'Nội dung chi', width: '31%' }, { head: 'Kế hoạch năm', css: 'r', width: '18%' }, { head: 'Giải ngân quý III', css: 'r', width: '16%' }, { head: 'Luỹ kế 9 tháng', css: 'r', width: '17%' }, { head: 'Tỷ lệ so với kế hoạch', css: 'r', width: '12%' }],
  rows: [...categories.map((c) => [c.no, c.name, f.thousand(c.plan), f.thousand(c.paidQ3), f.thousand(c.paid9), f.percent(c.paid9, c.plan)]),
    { css: 'total', cells: ['', cell('Tổng cộng', 'c'), f.thousand(total.plan), f.thousand(total.paidQ3), f.thousand(total.paid9), f.percent(total.paid9, total.plan)] }],
})

const conclusions = f.table({
  caption: 'Bảng 10. Kết quả thực hiện kết luận tại Hội nghị giao ban quý II',
  css: 'small keep',
  columns: [{ head: 'TT', css: 'c', width: '6%' }, { head: 'Nhiệm vụ', width: '42%' }, { head: 'Thời hạn', css: 'c', width: '14%' }, { head: 'Kết quả', width: '23%' }, { head: 'Đánh giá', width: '15%' }],
  rows: d.tasks.map((t, i) => [i + 1, t.what, t.due, t.state, t.ok[0].toUpperCase() + t.ok.slice(1)]),
})

const ahead = f.table({
  caption: 'Bảng 11. Các mốc công việc trọng tâm quý IV năm 2026',
  css: 'small keep',
  columns: [{ head: 'TT', css: 'c', width: '6%' }, { head: 'Công việc', width: '50%' }, { head: 'Đơn vị chủ trì', width: '29%' }, { head: 'Thời hạn', css: 'c', width: '15%' }],
  rows: [
    ['Trình UBND tỉnh phương án điều chỉnh kế hoạch và bổ sung kinh phí khắc phục bão lũ', 'Phòng Kế hoạch – Tài chính', '07/10/2026'],
    ['Phê duyệt hồ sơ, lệnh xây dựng khẩn cấp đối với 14 vị trí thiệt hại', 'Phòng Quản lý kết cấu hạ tầng giao thông', '15/10/2026'],
    ['Hoàn thành kiểm định 12 cầu yếu, đề xuất biện pháp khai thác', 'Phòng Quản lý kết cấu hạ tầng giao thông', '20/10/2026'],
    ['Hoàn thành 02 điểm đen đang thi công trên QL45 và QL47', 'Phòng Quản lý vận tải, phương tiện và người lái', '15/11/2026'],
    [`Hoàn thành ${f.count(running.length)} công trình sửa chữa định kỳ đang thi công`, 'Các Hạt Quản lý đường bộ', '30/11/2026'],
    ['Hoàn thành khôi phục, gia cố 14 vị trí thiệt hại do bão lũ', 'Các Hạt Quản lý đường bộ', '15/12/2026'],
    ['Hoàn thành 02 điểm đen còn lại trên QL217 và QL15', 'Phòng Quản lý kết cấu hạ tầng giao thông', '20/12/2026'],
    ['Nghiệm thu, giải ngân 100% kế hoạch vốn sau điều chỉnh', 'Phòng Kế hoạch – Tài chính', '31/12/2026'],
    ['Xây dựng, trình kế hoạch bảo trì đường bộ năm 2027', 'Phòng Quản lý kết cấu hạ tầng giao thông', '10/12/2026'],
  ].sort((a, b) => key(a[2]) - key(b[2])).map((r, i) => [i + 1, ...r]),
})
function key(date) { const [dd, mm] = date.split('/').map(Number); return mm * 100 + dd }

// ---- figures ------------------------------------------------------------------------------------------------------

const network3 = map({
  lengths: Object.fromEntries(routes.map((r) => [r.id, r.km])),
  marks: [...d.damages.map((x, i) => ({ route: x.route, at: x.at, kind: 'slide', no: i + 1 })), ...d.blackSpots.map((b, i) => ({ route: b.route, at: b.at, kind: 'black', no: i + 1 }))],
})

const bars = columns({
  unit: 'tỷ đồng', max: 140, step: 20, digits: 1, width: 680, height: 300,
  series: [{ name: 'Kế hoạch năm 2026', color: ink.plan }, { name: 'Giải ngân 9 tháng', color: ink.done }],
  groups: categories.map((c) => ({ name: c.short.replace(/^(\S+ \S+) /, '$1\n').replace('An toàn\ngiao thông', 'An toàn\ngiao thông'), values: [c.plan / 1e9, c.paid9 / 1e9] })),
})

let run = 0
const paid = d.months.map((m) => (run += m) / total.plan * 100)
const progress = lines({
  unit: '% kế hoạch năm', labels: Array.from({ length: 12 }, (_, i) => `T${i + 1}`), width: 680, height: 290,
  series: [
    { name: 'Tiến độ theo kế hoạch', color: '#8a97a6', dash: true, values: d.course, mark: [8, 11], dx: -16, dy: -8 },
    { name: 'Giải ngân thực tế', color: ink.done, values: paid, mark: [2, 5, 8], dx: 16, dy: 17 },
  ],
})

// ---- the paper ----------------------------------------------------------------------------------------------------

const violations = { found: 96, settled: 81 }

export default {
  sealed: true,
  html: f.page({ title: 'Báo cáo kết quả công tác quản lý, bảo trì đường bộ quý III và nhiệm vụ quý IV năm 2026', sheets: ['paper.css'], body: `
${f.head({ agency: f.department, no: d.numbers.report.no, date: d.numbers.report.date })}
${f.title('BÁO CÁO', 'Kết quả công tác quản lý, bảo trì đường bộ quý III<br>và nhiệm vụ trọng tâm quý IV năm 2026')}

<p>Thực hiện Quyết định số ${d.numbers.plan.no} ngày ${d.numbers.plan.date} của UBND tỉnh về việc giao kế hoạch bảo trì đường bộ năm 2026 và Thông báo số ${d.numbers.q2.no} ngày ${d.numbers.q2.date} về kết luận của Giám đốc Sở tại Hội nghị giao ban công tác bảo trì đường bộ quý II, Sở Giao thông vận tải báo cáo kết quả công tác quản lý, bảo trì đường bộ quý III và nhiệm vụ trọng tâm quý IV năm 2026 như sau (số liệu tính đến hết ngày 25/9/2026):</p>

<h2>Phần thứ nhất<br>Kết quả thực hiện quý III năm 2026</h2>

<h3>I. ĐẶC ĐIỂM, TÌNH HÌNH</h3>
<h4>1. Mạng lưới đường bộ</h4>
<p>Sở Giao thông vận tải được giao quản lý, bảo trì ${routes.length} tuyến đường bộ với tổng chiều dài ${f.one(d.km(routes))} km, gồm ${d.national.length} tuyến quốc lộ uỷ thác dài ${f.one(d.km(d.national))} km và ${d.provincial.length} tuyến đường tỉnh dài ${f.one(d.km(d.provincial))} km; trên các tuyến có ${d.bridges.QL.count + d.bridges.ĐT.count} cầu, trong đó 12 cầu yếu phải cắm biển hạn chế tải trọng. Công tác quản lý, bảo dưỡng thường xuyên do ${f.count(d.hats.length)} Hạt Quản lý đường bộ thực hiện.</p>
${network}
<p>Về cấp kỹ thuật, các quốc lộ khu vực đồng bằng cơ bản đạt tiêu chuẩn đường cấp III, cấp IV; các tuyến miền núi (QL15C, QL16, ĐT.521, ĐT.530) chủ yếu đạt cấp V, cấp VI, nền đường hẹp, bám sườn núi và dọc sông suối, nhiều đoạn chưa được gia cố ta luy nên dễ bị sạt lở trong mùa mưa.</p>

<h4>2. Thời tiết, thiên tai</h4>
<p>Quý III là cao điểm mùa mưa bão. Trên địa bàn tỉnh xảy ra hai đợt mưa lớn diện rộng: ảnh hưởng của ${d.storms.first} với tổng lượng mưa phổ biến 180 – 320 mm và đợt ${d.storms.second} với tổng lượng mưa tại các huyện miền núi phía Tây 210 – 385 mm. Mưa lớn gây sạt lở ta luy, ngập mặt đường, cuốn trôi cống ngang tại nhiều vị trí trên các tuyến QL217, QL15, QL15C, QL16, QL47, QL45 và một số đường tỉnh; có thời điểm giao thông đến các huyện Mường Lát, Quan Sơn bị gián đoạn.</p>
<p>Mực nước sông Mã tại Cẩm Thuỷ và sông Chu tại Xuân Khánh có thời điểm vượt mức báo động II; một số đoạn trên QL45 (Như Xuân), ĐT.518 (Cẩm Thuỷ) và các ngầm, tràn trên ĐT.520, ĐT.530 ngập sâu từ 0,4 m đến 1,2 m trong thời gian từ 06 đến 31 giờ.</p>
<p>Ngay trong mưa lũ, các Hạt Quản lý đường bộ đã tổ chức ứng trực 24/24 giờ, phân luồng từ xa, huy động máy móc hót sụt để thông xe bước 1. Đến hết ngày 18/9/2026, tất cả các tuyến đã thông xe; còn ${f.count(oneLane)} vị trí thông xe 01 làn và 01 vị trí đi theo đường tránh tạm.</p>

<h3>II. KẾT QUẢ THỰC HIỆN NHIỆM VỤ</h3>
<h4>1. Quản lý, bảo vệ kết cấu hạ tầng đường bộ</h4>
<p>Các Hạt Quản lý đường bộ duy trì tuần đường hằng ngày trên quốc lộ và 02 ngày/lần trên đường tỉnh; cập nhật kết quả tuần kiểm bằng phần mềm trên thiết bị di động, có hình ảnh và toạ độ. Trong quý phát hiện ${violations.found} vụ vi phạm hành lang an toàn đường bộ (lấn chiếm lề đường, đấu nối trái phép, đặt biển quảng cáo, đổ vật liệu); phối hợp với UBND cấp xã xử lý ${violations.settled} vụ, đạt ${f.percent(violations.settled, violations.found)}; ${violations.found - violations.settled} vụ đang tiếp tục hoàn thiện hồ sơ xử lý.</p>
<p>Công tác kiểm soát tải trọng phương tiện được thực hiện tại 03 vị trí cân lưu động trên QL45, QL47 và QL217B; kiểm tra 1.264 lượt phương tiện, phát hiện và chuyển lực lượng chức năng xử lý 118 trường hợp vi phạm. Đã tiếp nhận, giải quyết 42 hồ sơ cấp phép thi công trong phạm vi đất dành cho đường bộ; 100% hồ sơ được giải quyết đúng hạn qua dịch vụ công trực tuyến.</p>

<h4>2. Bảo dưỡng thường xuyên</h4>
<p>Công tác bảo dưỡng thường xuyên được thực hiện theo chất lượng, tập trung bảo đảm êm thuận mặt đường, khơi thông hệ thống thoát nước trước và trong mùa mưa, phát quang tầm nhìn. Kết quả thực hiện các khối lượng chủ yếu tại Bảng 2; khối lượng chi tiết theo tuyến tại Phụ lục II kèm theo Báo cáo.</p>
${routine}
<p>${d.works.filter((w) => done(w.key) >= w.plan).length}/${d.works.length} nội dung đạt và vượt kế hoạch quý; các nội dung vượt nhiều là hót sụt nhỏ (${f.percent(done('sut'), 38_000)}) và nắn sửa, thay thế tôn hộ lan (${f.percent(done('ho'), 1_650)}) do ảnh hưởng của hai đợt mưa lũ. Sơn kẻ vạch tín hiệu đạt ${f.percent(done('son'), 3_800)}, chưa đạt kế hoạch do mặt đường ẩm ướt kéo dài; khối lượng còn lại chuyển sang quý IV.</p>
<p>Kết quả nghiệm thu quý III: điểm chất lượng bình quân toàn mạng lưới đạt ${f.one(sum(routes, (r) => r.mark) / routes.length)}/100 điểm; ${best}/${routes.length} tuyến đạt từ 95 điểm trở lên; tuyến có điểm thấp nhất là ${worst.id} (${f.one(worst.mark)} điểm). Không có tuyến bị nghiệm thu không đạt yêu cầu.</p>
${marks}

<h4>3. Sửa chữa định kỳ</h4>
<p>Kế hoạch năm 2026 bố trí ${d.repairs.length} công trình với tổng kinh phí ${f.vnd(categories[1].plan)}. Đến nay đã hoàn thành, bàn giao đưa vào khai thác ${f.count(finished.length)} công trình (QL45, QL47, QL10, ĐT.506, ĐT.519); đang thi công ${f.count(running.length)} công trình; chưa triển khai ${f.count(idle.length)} công trình (ĐT.512, ĐT.522, ĐT.526). Luỹ kế giải ngân 9 tháng đạt ${f.vnd(categories[1].paid9)}, bằng ${f.percent(categories[1].paid9, categories[1].plan)} kế hoạch.</p>
${repairs}
<p>Các công trình hoàn thành bảo đảm chất lượng, tiến độ; giá trị quyết toán ${f.count(finished.length)} công trình là ${f.vnd(sum(finished, (r) => r.settled))}, tiết kiệm ${f.vnd(d.sources.saved)} so với kế hoạch qua đấu thầu và quyết toán. Ba công trình chưa triển khai do phải điều chỉnh phạm vi cho phù hợp với dự án đầu tư công cùng hướng tuyến và vướng di chuyển công trình hạ tầng kỹ thuật; không còn khả năng hoàn thành trong năm 2026. Công trình trên ĐT.508 chậm do vướng mặt bằng 02 km cuối tuyến.</p>

<h4>4. Khắc phục hậu quả thiên tai, bảo đảm giao thông</h4>
<p>Hai đợt mưa lũ trong quý gây thiệt hại lớn về kết cấu hạ tầng đường bộ. Sở đã chỉ đạo thực hiện bước 1 (hót sụt, đắp phụ, cọc tiêu, rào chắn, thông xe) với kinh phí giải ngân trong quý ${f.vnd(categories[2].paidQ3)} từ nguồn sửa chữa đột xuất; khối lượng và lực lượng huy động bước 1 tại Bảng 5.</p>
${called}
<p>Trong quá trình ứng phó, Sở đã phối hợp với Công an tỉnh, Bộ Chỉ huy Quân sự tỉnh và UBND các huyện tổ chức 21 chốt hướng dẫn giao thông, phân luồng từ xa tại 05 nút giao trên QL217, QL15 và QL45; bố trí xe trung chuyển tại 02 điểm đứt đường trên QL15C và ĐT.520. Không có thiệt hại về người trên các tuyến do Sở quản lý.</p>
<p>Qua kiểm tra hiện trường, còn ${d.damages.length} vị trí phải khôi phục, gia cố bền vững (bước 2) với kinh phí ${f.vnd(d.estimate.total)}; chi tiết tại Bảng 6, phân bố các vị trí thể hiện tại Hình 1.</p>
${damages}
<p>Trong số các vị trí nêu trên, ba vị trí có nguy cơ đứt đường nếu tiếp tục mưa lớn, cần ưu tiên xử lý trước là QL217 (Km152+100 – Km152+180), QL15C (Km18+200 – Km18+420) và ĐT.521 (Km14+500). Phạm vi công việc, dự toán và nguồn kinh phí được trình riêng tại Tờ trình số ${d.numbers.proposal.no} ngày ${d.numbers.proposal.date}.</p>
<figure>${network3}<figcaption>Hình 1. Sơ đồ các vị trí thiệt hại do bão lũ và điểm đen tai nạn giao thông</figcaption></figure>

<h4>5. Bảo đảm trật tự, an toàn giao thông</h4>
<p>Quý III, trên các tuyến do Sở quản lý xảy ra ${q3('cases')} vụ tai nạn giao thông, làm chết ${q3('dead')} người, bị thương ${q3('hurt')} người. Luỹ kế 9 tháng xảy ra ${year('cases')} vụ, làm chết ${year('dead')} người, bị thương ${year('hurt')} người; so với cùng kỳ năm 2025 giảm ${year('cases', 2025) - year('cases')} vụ (${down('cases')}), giảm ${f.count(year('dead', 2025) - year('dead'))} người chết (${down('dead')}) và giảm ${year('hurt', 2025) - year('hurt')} người bị thương (${down('hurt')}).</p>
${byRoute}
<p>Hai tuyến QL45 và QL217 chiếm ${f.percent(d.accidents.byRoute[0][1] + d.accidents.byRoute[1][1], year('cases'))} số vụ và ${f.percent(d.accidents.byRoute[0][2] + d.accidents.byRoute[1][2], year('dead'))} số người chết; tai nạn tập trung tại các đoạn qua khu dân cư, nút giao không có đèn tín hiệu và các đoạn dốc dài, cua gấp. Nguyên nhân, vị trí và giải pháp được phân tích tại Báo cáo số ${d.numbers.blackSpots.no} ngày ${d.numbers.blackSpots.date}.</p>
<p>Qua rà soát theo tiêu chí xác định vị trí nguy hiểm trên đường bộ, toàn mạng lưới có ${f.count(d.blackSpots.length)} điểm đen; đã xử lý xong 02 điểm (QL10, ĐT.506), đang thi công 02 điểm (QL45, QL47), đang chuẩn bị thi công 02 điểm (QL217, QL15).</p>
${spots}

<h4>6. Quản lý cầu, dữ liệu cầu đường</h4>
<p>Đã kiểm tra định kỳ ${d.bridges.QL.count + d.bridges.ĐT.count}/${d.bridges.QL.count + d.bridges.ĐT.count} cầu trước mùa mưa bão; kiểm định 09/12 cầu yếu trên các tuyến đường tỉnh, kết quả bước đầu cho thấy 02 cầu trên ĐT.522 và ĐT.530 cần hạ tải trọng khai thác. Công trình sửa chữa cầu Km7+850 trên QL16 đạt 65% khối lượng. Cơ sở dữ liệu cầu, đường bộ năm 2026 đã cập nhật 85% khối lượng; đã gắn mã định danh cho toàn bộ ${routes.length} tuyến.</p>

<p>Việc tuần kiểm, nghiệm thu bảo dưỡng thường xuyên đã thực hiện hoàn toàn trên môi trường số tại 06/06 Hạt; 100% hồ sơ nghiệm thu quý III được ký số. Hệ thống camera giám sát tại 04 vị trí xung yếu trên QL217, QL15C, QL45 và QL47 hoạt động ổn định, hỗ trợ hiệu quả công tác phân luồng trong hai đợt mưa lũ. Sở đang thử nghiệm khảo sát tình trạng mặt đường bằng thiết bị gắn trên xe tuần đường trên QL45 và QL47 với tổng chiều dài ${f.one(routes.find((r) => r.id === 'QL45').km + routes.find((r) => r.id === 'QL47').km)} km.</p>

<h4>7. Thực hiện kế hoạch vốn</h4>
<p>Tổng kế hoạch vốn bảo trì đường bộ năm 2026 được giao là ${f.vnd(total.plan)}. Giải ngân quý III đạt ${f.vnd(total.paidQ3)}; luỹ kế 9 tháng đạt ${f.vnd(total.paid9)}, bằng ${f.percent(total.paid9, total.plan)} kế hoạch năm, thấp hơn ${f.one(d.course[8] - paid[8])} điểm phần trăm so với tiến độ đề ra (${f.one(d.course[8])}%).</p>
${money}
<figure>${bars}<figcaption>Hình 2. Kế hoạch và giải ngân 9 tháng theo nội dung chi</figcaption></figure>
<figure>${progress}<figcaption>Hình 3. Tiến độ giải ngân luỹ kế năm 2026</figcaption></figure>
<p>Nguồn sửa chữa đột xuất đã giải ngân ${f.percent(categories[2].paid9, categories[2].plan)}, chỉ còn ${f.vnd(d.sources.left)}, không đủ để thực hiện bước 2 khắc phục hậu quả bão lũ. Chi cho an toàn giao thông mới đạt ${f.percent(categories[3].paid9, categories[3].plan)} do hai điểm đen có giá trị lớn còn trong giai đoạn thiết kế.</p>

<h4>8. Thực hiện kết luận Hội nghị giao ban quý II</h4>
<p>Thông báo số ${d.numbers.q2.no} giao ${f.count(d.tasks.length)} nhiệm vụ. Đến ngày 28/9/2026 đã hoàn thành ${f.count(d.tasks.filter((t) => t.state.startsWith('Hoàn thành')).length)} nhiệm vụ, trong đó ${f.count(d.tasks.filter((t) => t.ok === 'đúng hạn').length)} nhiệm vụ đúng hạn, 01 nhiệm vụ chậm 03 ngày; ${f.count(d.tasks.filter((t) => t.ok === 'đang thực hiện').length)} nhiệm vụ đang thực hiện.</p>
${conclusions}

<h3>III. ĐÁNH GIÁ CHUNG</h3>
<h4>1. Ưu điểm</h4>
<p>Công tác quản lý, bảo trì được triển khai chủ động, đúng kế hoạch; chất lượng bảo dưỡng thường xuyên được duy trì, hệ thống thoát nước cơ bản thông suốt. Công tác ứng phó thiên tai kịp thời theo phương châm bốn tại chỗ, không để xảy ra tai nạn do sạt lở; thời gian gián đoạn giao thông dài nhất trên quốc lộ là 19 giờ (QL15C, Km18+200). Tai nạn giao thông giảm cả ba tiêu chí. Năm công trình sửa chữa định kỳ hoàn thành trước hạn, tiết kiệm ${f.billion(d.sources.saved)}.</p>
<h4>2. Tồn tại, hạn chế</h4>
<p>Giải ngân chưa đạt tiến độ đề ra; ba công trình sửa chữa định kỳ chưa triển khai. Một số tuyến đường tỉnh qua khu dân cư còn tình trạng tái lấn chiếm hành lang. Chất lượng bảo dưỡng chưa đồng đều giữa các Hạt; tuyến ${worst.id} và ĐT.506, ĐT.516B mới đạt dưới 93 điểm. Việc kiểm định cầu yếu và cập nhật cơ sở dữ liệu chậm so với yêu cầu tại Thông báo số ${d.numbers.q2.no}.</p>
<h4>3. Nguyên nhân</h4>
<p>Về khách quan: mưa lũ lớn, kéo dài làm gián đoạn thi công và phát sinh khối lượng ngoài kế hoạch; giá nhựa đường tăng khoảng 7% so với thời điểm lập dự toán. Về chủ quan: công tác chuẩn bị hồ sơ một số công trình còn chậm; phối hợp với đơn vị quản lý hạ tầng kỹ thuật trong di chuyển công trình chưa quyết liệt; nhân lực quản lý dữ liệu tại một số Hạt còn thiếu.</p>

<h2>Phần thứ hai<br>Nhiệm vụ trọng tâm quý IV năm 2026</h2>
<h3>I. MỤC TIÊU</h3>
<p>1. Bảo đảm giao thông thông suốt, an toàn trên toàn bộ ${routes.length} tuyến; hoàn thành khôi phục, gia cố ${d.damages.length} vị trí thiệt hại trước ngày 15/12/2026.</p>
<p>2. Hoàn thành ${f.count(running.length)} công trình sửa chữa định kỳ đang thi công trước ngày 30/11/2026; xử lý xong ${f.count(d.blackSpots.length)} điểm đen trong năm 2026.</p>
<p>3. Giải ngân 100% kế hoạch vốn sau điều chỉnh; nhu cầu vốn quý IV là ${f.vnd(d.q4(total))}.</p>
<p>4. Giảm từ 5% trở lên cả ba tiêu chí tai nạn giao thông năm 2026 so với năm 2025.</p>

<h3>II. NHIỆM VỤ, GIẢI PHÁP</h3>
<p>1. Trình UBND tỉnh phương án điều chỉnh kế hoạch bảo trì năm 2026: điều chuyển ${f.vnd(d.sources.moved)} từ ${f.count(d.repairs.filter((r) => r.cut).length)} công trình sửa chữa định kỳ và ${f.vnd(d.sources.saved)} tiết kiệm sang khắc phục bão lũ; đề nghị bổ sung ${f.vnd(d.sources.asked)} từ nguồn dự phòng ngân sách tỉnh.</p>
<p>2. Tổ chức thi công khắc phục theo lệnh xây dựng khẩn cấp; ưu tiên các vị trí đang thông xe 01 làn. Mỗi Hạt lập tiến độ theo tuần, báo cáo Sở vào thứ Sáu hằng tuần; tư vấn giám sát thường trực tại hiện trường.</p>
<p>3. Duy trì chất lượng bảo dưỡng thường xuyên; hoàn thành phần khối lượng sơn kẻ vạch chuyển tiếp từ quý III trong tháng 10; tập trung vá sửa mặt đường, bù phụ lề trước dịp Tết Dương lịch.</p>
<p>4. Phối hợp với Công an tỉnh và UBND cấp xã giải toả ${violations.found - violations.settled} vụ vi phạm hành lang còn tồn đọng; không để phát sinh vi phạm mới. Tăng cường kiểm soát tải trọng phương tiện trên các tuyến có mỏ vật liệu.</p>
<p>5. Hoàn thành kiểm định các cầu yếu; cắm biển hạn chế tải trọng, tổ chức lại giao thông qua cầu trên ĐT.522 và ĐT.530 ngay khi có kết quả chính thức.</p>
<p>6. Hoàn thiện cơ sở dữ liệu cầu, đường bộ; xây dựng kế hoạch bảo trì năm 2027 trên cơ sở kết quả khảo sát tình trạng mặt đường và kết quả kiểm định cầu.</p>
${ahead}

<h3>III. TỔ CHỨC THỰC HIỆN</h3>
<p>1. Phòng Quản lý kết cấu hạ tầng giao thông chủ trì, theo dõi, đôn đốc tiến độ các công trình; kiểm tra hiện trường tối thiểu 02 lần/tháng đối với 14 vị trí khắc phục bão lũ; tổng hợp, báo cáo Giám đốc Sở trước ngày 25 hằng tháng.</p>
<p>2. Phòng Kế hoạch – Tài chính chủ trì hoàn thiện hồ sơ trình UBND tỉnh; hướng dẫn, đẩy nhanh thủ tục tạm ứng, thanh toán; báo cáo tiến độ giải ngân vào ngày 15 và ngày cuối tháng.</p>
<p>3. Phòng Quản lý vận tải, phương tiện và người lái chủ trì theo dõi tình hình tai nạn giao thông, phối hợp với Công an tỉnh kiểm tra các vị trí có nguy cơ mất an toàn, đề xuất tổ chức giao thông.</p>
<p>4. Các Hạt Quản lý đường bộ chịu trách nhiệm trước Giám đốc Sở về tiến độ, chất lượng và an toàn lao động tại các công trình trên tuyến được giao; bảo đảm thông suốt thông tin trong mọi tình huống thiên tai.</p>
<p>5. Văn phòng Sở theo dõi, tổng hợp việc thực hiện các nhiệm vụ tại kết luận Hội nghị giao ban; báo cáo Giám đốc Sở định kỳ hằng tháng.</p>

<h3>IV. KIẾN NGHỊ, ĐỀ XUẤT</h3>
<p>Đề nghị Hội nghị thảo luận, biểu quyết thông qua phương án điều chỉnh kế hoạch bảo trì đường bộ năm 2026 và bổ sung kinh phí khắc phục hậu quả bão lũ theo Tờ trình số ${d.numbers.proposal.no} để Sở báo cáo UBND tỉnh xem xét, quyết định.</p>
<p>Trên đây là báo cáo kết quả công tác quản lý, bảo trì đường bộ quý III và nhiệm vụ trọng tâm quý IV năm 2026 của Sở Giao thông vận tải./.</p>
${f.close({ to: ['UBND tỉnh (để báo cáo)', 'Giám đốc, các Phó Giám đốc Sở', 'Các phòng thuộc Sở', 'Các Hạt Quản lý đường bộ', 'UBND các huyện có đường đi qua', 'Lưu: VT, QLKCHTGT'], capacity: ['KT. GIÁM ĐỐC', 'PHÓ GIÁM ĐỐC'], name: d.people.deputy, signed: 'deputy', sealed: true })}
${f.madeUp}` }),
}

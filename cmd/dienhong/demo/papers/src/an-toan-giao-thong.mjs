import * as d from './data.mjs'
import * as f from './form.mjs'
import { columns, ink, svg } from './charts.mjs'
import { picture } from './pictures.mjs'

const { sum, accidents, blackSpots } = d
const cell = (text, css, span) => ({ text, css, span })
const keys = ['cases', 'dead', 'hurt']
const year = (key, y = 2026) => sum(accidents[y][key])
const quarter = (key, y, q) => sum(accidents[y][key].slice(3 * q, 3 * q + 3))
const less = (key) => f.percent(year(key, 2025) - year(key), year(key, 2025))
const done = blackSpots.filter((b) => b.progress === 100)
const rest = blackSpots.filter((b) => b.progress < 100)

const byQuarter = f.table({
  caption: 'Bảng 1. Tai nạn giao thông trên các tuyến do Sở quản lý', css: 'small keep',
  columns: [{ css: '', width: '22%' }, ...Array(6).fill({ css: 'r', width: '13%' })],
  heads: `<tr><th rowspan="2">Thời gian</th><th colspan="2">Số vụ</th><th colspan="2">Số người chết</th><th colspan="2">Số người bị thương</th></tr><tr>${keys.map(() => '<th>2025</th><th>2026</th>').join('')}</tr>`,
  rows: [...['Quý I', 'Quý II', 'Quý III'].map((name, q) => [name, ...keys.flatMap((k) => [quarter(k, 2025, q), quarter(k, 2026, q)])]),
    { css: 'total', cells: [cell('9 tháng', ''), ...keys.flatMap((k) => [year(k, 2025), year(k)])] }],
})

const months = columns({
  unit: 'vụ', max: 25, step: 5, width: 680, height: 260,
  series: [{ name: 'Năm 2025', color: ink.plan }, { name: 'Năm 2026', color: ink.done }],
  groups: accidents[2026].cases.map((n, i) => ({ name: `T${i + 1}`, values: [accidents[2025].cases[i], n] })),
})

const causes = f.table({
  caption: 'Bảng 2. Nguyên nhân trực tiếp của các vụ tai nạn 9 tháng năm 2026', css: 'small keep',
  columns: [{ head: 'TT', css: 'c', width: '8%' }, { head: 'Nguyên nhân', width: '60%' }, { head: 'Số vụ', css: 'r', width: '14%' }, { head: 'Tỷ lệ', css: 'r', width: '18%' }],
  rows: [...accidents.byCause.map(([name, n], i) => [i + 1, name, n, f.percent(n, year('cases'))]),
    { css: 'total', cells: ['', cell('Tổng cộng', 'c'), year('cases'), '100,0%'] }],
})

const spots = f.table({
  caption: 'Bảng 3. Danh mục điểm đen, giải pháp và kinh phí xử lý', unit: 'nghìn đồng', css: 'small',
  columns: [{ head: 'TT', css: 'c', width: '5.5%' }, { head: 'Tuyến, lý trình', width: '20%' }, { head: 'Đặc điểm vị trí', width: '19%' }, { head: 'Vụ – chết – bị thương', css: 'c', width: '16.5%' }, { head: 'Giải pháp', width: '26%' }, { head: 'Kinh phí', css: 'r', width: '13%' }],
  rows: [...blackSpots.map((b, i) => [i + 1, `<b>${b.route}</b>, ${b.at}`, b.where, b.n.map(f.count).join(' – '), b.what, f.thousand(b.cost)]),
    { css: 'total', cells: ['', cell('Tổng cộng', 'c', 2), cell([0, 1, 2].map((i) => sum(blackSpots, (b) => b.n[i])).join(' – '), 'c'), '', cell(f.thousand(sum(blackSpots, (b) => b.cost)), 'r')] }],
})

const hazards = f.table({
  caption: 'Bảng 4. Các vị trí tiềm ẩn nguy cơ mất an toàn giao thông', css: 'small keep',
  columns: [{ head: 'TT', css: 'c', width: '6%' }, { head: 'Tuyến', width: '12%' }, { head: 'Lý trình', width: '16%' }, { head: 'Đặc điểm', width: '33%' }, { head: 'Biện pháp trước mắt', width: '33%' }],
  rows: d.hazards.map((h, i) => [i + 1, ...h]),
})

/** The plan of the bend on QL217, as it is to be rebuilt. */
function bend() {
  const road = 'M40 330C150 330 190 300 235 235S330 90 430 92S560 190 640 205'
  const sign = (x, y, text) => `<g transform="translate(${x} ${y})"><path d="M0 -11L10 7H-10Z" fill="#ffd54a" stroke="#c0392b" stroke-width="2.2"/><text y="21" font-size="11" text-anchor="middle">${text}</text></g>`
  const label = (x, y, text, ax, ay) => `<line x1="${x}" y1="${y}" x2="${ax}" y2="${ay}" stroke="#555" stroke-width=".8"/><text x="${x}" y="${y - 4}" font-size="12.5" text-anchor="middle">${text}</text>`
  return svg(680, 400, [
    '<rect width="680" height="400" fill="#f7f6ee"/>',
    ...[0, 1, 2, 3, 4, 5].map((i) => `<path d="M0 ${250 - 44 * i}C150 ${250 - 44 * i} 180 ${210 - 44 * i} 235 ${150 - 44 * i}S330 ${-10 - 44 * i} 450 ${0 - 44 * i}" fill="none" stroke="#c9bd98" stroke-width="1"/>`),
    '<path d="M196 248C224 214 262 112 330 72S420 40 452 52L440 70C400 62 350 78 320 116S250 232 222 262Z" fill="#e9d3a6" stroke="#a5813a" stroke-dasharray="5 3"/>',
    `<path d="${road}" fill="none" stroke="#6b7076" stroke-width="34" stroke-linecap="butt"/><path d="${road}" fill="none" stroke="#fff" stroke-width="30"/><path d="${road}" fill="none" stroke="#868c93" stroke-width="28"/>`,
    '<path d="M207 272C262 214 330 90 430 92S515 148 560 176" fill="none" stroke="#b5523f" stroke-width="28" opacity=".55"/>',
    `<path d="${road}" fill="none" stroke="#ffe08a" stroke-width="2" stroke-dasharray="10 7"/>`,
    '<path d="M228 292C296 232 346 118 432 114S520 168 574 204" fill="none" stroke="#1f5a9e" stroke-width="4" stroke-dasharray="3 2"/>',
    sign(120, 266, 'W.201a'), sign(622, 142, 'W.201b'), sign(190, 356, 'W.219'), sign(512, 246, 'P.127 (40)'),
    label(150, 120, 'Hạ ta luy, mở tầm nhìn', 262, 168), label(470, 350, 'Hộ lan bánh xoay L = 186 m', 400, 124), label(560, 60, 'Sơn tăng ma sát L = 240 m', 455, 96),
    '<text x="44" y="368" font-size="13">← Đi Cẩm Thuỷ</text><text x="606" y="250" font-size="13" text-anchor="middle">Đi Bá Thước →</text>',
    '<text x="232" y="256" font-size="12" font-weight="bold" fill="#fff" transform="rotate(-56 232 256)">Km63+900</text><text x="524" y="152" font-size="12" font-weight="bold" fill="#fff" transform="rotate(40 524 152)">Km64+500</text>',
    '<text x="382" y="186" font-size="13">R = 62 m</text><text x="300" y="330" font-size="13">Dốc dọc 8,4%</text><path d="M290 318L330 288" stroke="#333" marker-end="none"/><path d="M330 288l-9 2 5 6z" fill="#333"/>',
    '<g transform="translate(640 350)"><path d="M0 -30L8 6L0 0L-8 6Z" fill="#333"/><text y="22" font-size="13" font-weight="bold" text-anchor="middle">B</text></g>',
    '<rect x="1.2" y="1.2" width="677.6" height="397.6" fill="none" stroke="#444"/>',
  ])
}

const report = (scratch) => `
${f.head({ agency: f.office('PHÒNG QUẢN LÝ VẬN TẢI,<br>PHƯƠNG TIỆN VÀ NGƯỜI LÁI'), no: d.numbers.blackSpots.no, date: d.numbers.blackSpots.date })}
${f.title('BÁO CÁO', 'Tình hình tai nạn giao thông và kết quả rà soát, xử lý<br>điểm đen trên các tuyến đường do Sở quản lý 9 tháng năm 2026')}
<div class="to-whom"><span>Kính gửi:&ensp;</span><span class="list">- Đồng chí Giám đốc Sở;<br>- Hội nghị giao ban công tác bảo trì đường bộ quý III năm 2026.</span></div>
<p>Thực hiện Thông báo số ${d.numbers.q2.no} ngày ${d.numbers.q2.date} về kết luận của Giám đốc Sở tại Hội nghị giao ban quý II, Phòng Quản lý vận tải, phương tiện và người lái báo cáo như sau:</p>
<h3>I. TÌNH HÌNH TAI NẠN GIAO THÔNG</h3>
<p>9 tháng năm 2026, trên ${d.routes.length} tuyến đường do Sở quản lý xảy ra ${year('cases')} vụ tai nạn giao thông, làm chết ${year('dead')} người, bị thương ${year('hurt')} người; so với cùng kỳ năm 2025 giảm ${year('cases', 2025) - year('cases')} vụ (${less('cases')}), giảm ${f.count(year('dead', 2025) - year('dead'))} người chết (${less('dead')}), giảm ${year('hurt', 2025) - year('hurt')} người bị thương (${less('hurt')}).</p>
${byQuarter}
<figure>${months}<figcaption>Hình 1. Số vụ tai nạn giao thông theo tháng</figcaption></figure>
<p>Tai nạn tăng trong tháng 02 (dịp Tết Nguyên đán) và tập trung trên QL45, QL217, QL47, QL10; các vụ có người chết chủ yếu xảy ra từ 18 giờ đến 24 giờ, trên các đoạn không có chiếu sáng hoặc có độ dốc dọc lớn.</p>
${causes}
<p>Ba nhóm nguyên nhân đầu chiếm ${f.percent(sum(accidents.byCause.slice(0, 3), (c) => c[1]), year('cases'))} số vụ, liên quan trực tiếp đến tổ chức giao thông, tầm nhìn và khả năng nhận biết của người lái; có thể giảm bằng các giải pháp kỹ thuật trên đường.</p>

<h3>II. KẾT QUẢ RÀ SOÁT, XỬ LÝ ĐIỂM ĐEN</h3>
<p>Tổ rà soát liên ngành (Sở Giao thông vận tải, Phòng Cảnh sát giao thông, UBND các huyện) đã kiểm tra hiện trường từ ngày 07 đến ngày 18/9/2026, xác định ${f.count(blackSpots.length)} điểm đen (Bảng 3) và ${f.count(d.hazards.length)} vị trí tiềm ẩn nguy cơ. Trong 12 tháng tính đến ngày 31/8/2026, tại ${f.count(blackSpots.length)} điểm đen xảy ra ${sum(blackSpots, (b) => b.n[0])} vụ, làm chết ${sum(blackSpots, (b) => b.n[1])} người, bị thương ${sum(blackSpots, (b) => b.n[2])} người.</p>
<div class="photos"><figure><img src="${picture(scratch, 'bend')}"><figcaption>Ảnh 1. QL217, Km63+900: cua gấp, khuất tầm nhìn</figcaption></figure>
<figure><img src="${picture(scratch, 'night')}"><figcaption>Ảnh 2. QL47, Km17+850: ban đêm, sau khi bổ sung chiếu sáng</figcaption></figure></div>
${spots}
<p>Đã hoàn thành ${f.count(done.length)} điểm (${done.map((b) => b.route).join(', ')}); từ khi đưa vào khai thác đến nay chưa xảy ra tai nạn. ${f.count(rest.filter((b) => b.progress > 0).length)} điểm đang thi công: ${rest.filter((b) => b.progress > 0).map((b) => `${b.route} đạt ${b.progress}%`).join(', ')} khối lượng. ${f.count(rest.filter((b) => b.progress === 0).length)} điểm còn lại (${rest.filter((b) => b.progress === 0).map((b) => b.route).join(', ')}) đang hoàn thiện hồ sơ. ${f.count(d.hazards.length)} vị trí tiềm ẩn nguy cơ (Bảng 4) được theo dõi, áp dụng ngay các biện pháp trước mắt trong tháng 10/2026.</p>
${hazards}

<h3>III. GIẢI PHÁP, KIẾN NGHỊ</h3>
<p>1. Hoàn thành các điểm đen theo thời hạn: ${rest.map((b) => `${b.route} trước ngày ${b.due}`).join('; ')}.</p>
<p>2. Trong thời gian chờ xử lý, tại QL217 (Km63+900) và QL15 (Km58+200): hạn chế tốc độ 40 km/h, bổ sung đèn chớp vàng, cọc tiêu phản quang; Hạt Quản lý đường bộ 4 bố trí tuần đường 02 lần/ngày.</p>
<p>3. Kinh phí xử lý ${f.count(blackSpots.length)} điểm đen là ${f.vnd(sum(blackSpots, (b) => b.cost))}, đã bố trí trong kế hoạch năm 2026 (${f.vnd(d.categories[3].plan)} cho an toàn giao thông, gồm cả ${f.vnd(d.safetyOther.cost)} sơn kẻ, biển báo, đinh phản quang); không đề nghị bổ sung.</p>
<p>4. Đề nghị Công an tỉnh tăng cường tuần tra, xử lý vi phạm tốc độ, nồng độ cồn trên QL45, QL47 vào buổi tối; đề nghị UBND các huyện tuyên truyền, giải toả điểm họp chợ lấn chiếm lòng, lề đường./.</p>
${f.close({ to: ['Như trên', 'Phòng Quản lý kết cấu hạ tầng giao thông', 'Các Hạt Quản lý đường bộ', 'Lưu: QLVTPTNL'], capacity: ['KT. TRƯỞNG PHÒNG', 'PHÓ TRƯỞNG PHÒNG'], name: d.people.traffic, signed: 'traffic' })}
${f.madeUp}

<div class="scan"><img src="${picture(scratch, 'bien-ban')}"></div>

<div class="annex sheet"><p class="no">Phụ lục II</p><p class="name">PHƯƠNG ÁN XỬ LÝ ĐIỂM ĐEN QL217, Km63+900 – Km64+500</p><p class="with">(Kèm theo Báo cáo số ${d.numbers.blackSpots.no} ngày ${d.numbers.blackSpots.date})</p></div>
<figure>${bend()}<figcaption>Hình 2. Bình đồ phương án xử lý (không theo tỷ lệ)</figcaption></figure>
${f.table({
    caption: 'Khối lượng chủ yếu', css: 'small',
    columns: [{ head: 'TT', css: 'c', width: '8%' }, { head: 'Hạng mục', width: '58%' }, { head: 'Đơn vị', css: 'c', width: '14%' }, { head: 'Khối lượng', css: 'r', width: '20%' }],
    rows: [['Đào hạ ta luy dương, mở tầm nhìn', 'm³', '6.240'], ['Gia cố mái ta luy bằng khung bê tông, trồng cỏ', 'm²', '1.860'], ['Hộ lan bánh xoay', 'm', '186'], ['Sơn tăng ma sát màu đỏ', 'm²', '1.680'], ['Gờ giảm tốc bằng sơn dẻo nhiệt', 'cụm', '6'], ['Biển báo, gương cầu lồi', 'bộ', '14'], ['Đèn chớp vàng năng lượng mặt trời', 'bộ', '4']].map((r, i) => [i + 1, ...r]),
  })}
<p>Kinh phí: ${f.vnd(blackSpots[2].cost)}; thời gian thi công 45 ngày, vừa thi công vừa bảo đảm giao thông; hoàn thành trước ngày ${blackSpots[2].due}.</p>`

/** The record of the inspection, before it goes over the scanner. */
const record = (seal) => f.page({ title: 'Biên bản', sheets: ['paper.css', 'record.css'], body: `
${f.head({ agency: ['UBND TỈNH THANH HOÁ', 'TỔ RÀ SOÁT LIÊN NGÀNH'], no: '07/BB-TRS', date: '17/9/2026' })}
<p class="above">Phụ lục I – Bản chụp</p>
${f.title('BIÊN BẢN', 'Kiểm tra hiện trường vị trí có nguy cơ mất an toàn giao thông')}
<p>Hồi 08 giờ 30 phút, ngày 17 tháng 9 năm 2026, tại Km63+900 – Km64+500, QL217, xã Cẩm Thành, huyện Cẩm Thuỷ, Tổ rà soát liên ngành tiến hành kiểm tra hiện trường.</p>
<p><b>I. Thành phần</b></p>
<p>1. Sở Giao thông vận tải: ông ${d.people.traffic}, Phó Trưởng phòng Quản lý vận tải, phương tiện và người lái; ông ${d.people.roads}, Trưởng phòng Quản lý kết cấu hạ tầng giao thông.</p>
<p>2. Phòng Cảnh sát giao thông: ông Bùi Trọng Khiêm, Đội trưởng.</p>
<p>3. UBND huyện Cẩm Thuỷ: bà Quách Thị Lưu, Phó Trưởng phòng Kinh tế và Hạ tầng.</p>
<p><b>II. Nội dung</b></p>
<p>1. Đoạn tuyến dốc dọc 8,4%, dài 600 m, bán kính đường cong 62 m; ta luy dương che khuất tầm nhìn, cự ly nhìn thực tế 38 m; mặt đường trơn khi mưa; hộ lan hỏng 24 m.</p>
<p>2. Trong 12 tháng (01/9/2025 – 31/8/2026) xảy ra 04 vụ, chết 03 người, bị thương 04 người; chủ yếu do xe mất phanh, lấn làn khi xuống dốc.</p>
<p>3. Tổ thống nhất xác định là điểm đen; đề nghị hạ ta luy, lắp hộ lan bánh xoay, sơn tăng ma sát, hạn chế tốc độ 40 km/h; trước mắt khôi phục hộ lan trước ngày 25/9/2026.</p>
<p>Biên bản lập thành 04 bản, mỗi bên giữ 01 bản, kết thúc hồi 10 giờ 15 phút cùng ngày./.</p>
<table class="three"><tr><td><p>ĐẠI DIỆN<br>UBND HUYỆN</p><div class="space">${f.hand('clerk')}</div><p>Quách Thị Lưu</p></td>
<td><p>PHÒNG CẢNH SÁT<br>GIAO THÔNG</p><div class="space">${f.hand('roads')}</div><p>Bùi Trọng Khiêm</p></td>
<td><p>SỞ GIAO THÔNG VẬN TẢI</p><div class="space"><img class="ink" src="SEAL">${f.hand('traffic')}</div><p>${d.people.traffic}</p></td></tr></table>
<p class="pen">Đã sao gửi Hạt 4 để thực hiện</p>` }).replace('SEAL', seal)

const name = 'Báo cáo tình hình tai nạn giao thông và kết quả rà soát, xử lý điểm đen 9 tháng năm 2026'
export default {
  pictures: ['bend', 'night'],
  scans: (seal) => ({ 'bien-ban': record(seal) }),
  html: (scratch) => f.page({ title: name, sheets: ['paper.css', 'safety.css'], body: report(scratch) }),
}

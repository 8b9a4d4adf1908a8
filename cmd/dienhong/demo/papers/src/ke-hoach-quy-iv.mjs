import * as d from './data.mjs'
import * as f from './form.mjs'
import { map } from './map.mjs'
import { picture } from './pictures.mjs'

const { sum, categories, total, sources, estimate } = d
const billion = (n, digits = 1) => new Intl.NumberFormat('vi-VN', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(n / 1e9)
const running = d.repairs.filter((r) => r.progress > 0 && r.progress < 100)
const need = d.q4(total)
const order = [1, 4, 11].map((i) => ({ ...d.damages[i], no: i + 1 }))

let no = 0
const slide = (title, body, css = '') => `<section class="slide ${css}">${title ? `<h1>${title}</h1>` : ''}${body}<footer><span>Kế hoạch bảo trì đường bộ quý IV năm 2026</span><b>${++no}</b></footer></section>`
const half = (image, title, body) => `<section class="slide half"><div class="side" style="background-image:url(${image})"></div><div class="text"><h1>${title}</h1>${body}</div><footer><span>Kế hoạch bảo trì đường bộ quý IV năm 2026</span><b>${++no}</b></footer></section>`
const points = (list) => `<ul>${list.map((t) => `<li>${t}</li>`).join('')}</ul>`

const numbers = [
  [f.one(d.km(d.routes)), 'km đường bộ', `${d.national.length} quốc lộ uỷ thác, ${d.provincial.length} đường tỉnh`],
  [f.percent(total.paid9, total.plan), 'kế hoạch vốn đã giải ngân', `${billion(total.paid9)}/${billion(total.plan)} tỷ đồng sau 9 tháng`],
  [`05/${d.repairs.length}`, 'công trình sửa chữa định kỳ hoàn thành', `tiết kiệm ${billion(sources.saved)} tỷ đồng`],
  [String(d.damages.length), 'vị trí thiệt hại do bão lũ', `${billion(estimate.total)} tỷ đồng để khôi phục, gia cố`],
]

function needBars() {
  const rows = categories.map((c) => ({ name: c.short, n: d.q4(c) })).sort((a, b) => b.n - a.n)
  return `<div class="bars">${rows.map((r) => `<div><span>${r.name}</span><i style="width:${(r.n / rows[0].n * 62).toFixed(1)}%"></i><b>${billion(r.n)}</b></div>`).join('')}</div>`
}

function waterfall() {
  const w = 1060, h = 430, max = 270, base = 340, y = (n) => base - (n / 1e9 - 150) * base / (max - 150)
  const steps = [['Kế hoạch được giao', 0, total.plan, '#0f4c81'], ['Giảm sửa chữa định kỳ', total.plan - total.down, total.plan, '#c0392b'], ['Tăng khắc phục bão lũ', total.plan - total.down, total.after, '#2e7d4f'], ['Kế hoạch sau điều chỉnh', 0, total.after, '#0f4c81']]
  const labels = [billion(total.plan), `– ${billion(total.down)}`, `+ ${billion(total.up)}`, billion(total.after)]
  return `<svg viewBox="0 0 ${w} ${h}" font-family="Noto Sans">${steps.map(([name, from, to, color], i) => {
    const x = 60 + i * 255, top = y(to), bottom = from ? y(from) : base
    const link = i < 3 ? y(i === 1 ? steps[1][1] : to) : 0
    return `<rect x="${x}" y="${top}" width="150" height="${bottom - top}" fill="${color}" rx="3"/>
      <text x="${x + 75}" y="${top - 12}" font-size="26" font-weight="700" text-anchor="middle" fill="${color}">${labels[i]}</text>
      ${name.split(' ').length > 3 ? `<text x="${x + 75}" y="${base + 32}" font-size="18" text-anchor="middle">${name.split(' ').slice(0, 2).join(' ')}</text><text x="${x + 75}" y="${base + 56}" font-size="18" text-anchor="middle">${name.split(' ').slice(2).join(' ')}</text>` : `<text x="${x + 75}" y="${base + 32}" font-size="18" text-anchor="middle">${name}</text>`}
      ${i < 3 ? `<line x1="${x + 150}" x2="${x + 255}" y1="${link}" y2="${link}" stroke="#7a8794" stroke-width="2" stroke-dasharray="6 5"/>` : ''}`
  }).join('')}<line x1="30" x2="${w - 20}" y1="${base}" y2="${base}" stroke="#444" stroke-width="2"/><text x="30" y="${h - 6}" font-size="15" fill="#5b6772">Đơn vị: tỷ đồng; trục đứng bắt đầu từ 150 tỷ đồng</text></svg>`
}

function donut() {
  const list = [['Điều chuyển từ sửa chữa định kỳ', sources.moved, '#0f4c81'], ['Đề nghị ngân sách tỉnh bổ sung', sources.asked, '#f2a516'], ['Sửa chữa đột xuất còn lại', sources.left, '#2e7d4f'], ['Tiết kiệm qua đấu thầu, quyết toán', sources.saved, '#7b95b2']]
  let a = -Math.PI / 2
  const at = (angle, r) => `${(200 + r * Math.cos(angle)).toFixed(2)} ${(200 + r * Math.sin(angle)).toFixed(2)}`
  const arcs = list.map(([, n, color]) => {
    const b = a + 2 * Math.PI * n / estimate.total
    const large = b - a > Math.PI ? 1 : 0
    const path = `<path d="M${at(a, 185)}A185 185 0 ${large} 1 ${at(b, 185)}L${at(b, 112)}A112 112 0 ${large} 0 ${at(a, 112)}Z" fill="${color}" stroke="#fff" stroke-width="3"/>`
    a = b
    return path
  })
  return `<div class="donut"><svg viewBox="0 0 400 400" font-family="Noto Sans">${arcs.join('')}<text x="200" y="205" font-size="58" font-weight="700" text-anchor="middle" fill="#0f3d66">${billion(estimate.total)}</text><text x="200" y="238" font-size="22" text-anchor="middle" fill="#44525f">tỷ đồng</text></svg>
    <table>${list.map(([name, n, color]) => `<tr><td><i style="background:${color}"></i></td><td>${name}</td><td>${billion(n)}</td><td>${f.percent(n, estimate.total)}</td></tr>`).join('')}</table></div>`
}

function gantt() {
  const list = [
    ['Trình UBND tỉnh điều chỉnh kế hoạch', 1, 7, '#7b95b2'], ['Phê duyệt hồ sơ, lệnh xây dựng khẩn cấp', 5, 15, '#7b95b2'], ['Thi công 14 vị trí khắc phục bão lũ', 20, 76, '#c0392b'],
    ['Hoàn thành 06 công trình sửa chữa định kỳ', 1, 61, '#0f4c81'], ['Điểm đen QL45 (đến 31/10), QL47 (đến 15/11)', 1, 46, '#f2a516'], ['Điểm đen QL217 (đến 15/12), QL15 (đến 20/12)', 25, 81, '#f2a516'],
    ['Kiểm định 12 cầu yếu', 1, 20, '#2e7d4f'], ['Kế hoạch bảo trì năm 2027', 32, 71, '#2e7d4f'], ['Nghiệm thu, giải ngân 100% kế hoạch', 46, 92, '#44525f'],
  ]
  const left = 430, w = 1180 - left, x = (day) => left + (day - 1) * w / 91, row = 40
  const months = [['Tháng 10', 1, 31], ['Tháng 11', 32, 61], ['Tháng 12', 62, 92]]
  return `<svg viewBox="0 0 1200 ${60 + list.length * row}" font-family="Noto Sans">${months.map(([m, a, b], i) => `<rect x="${x(a)}" y="0" width="${x(b + (i < 2 ? 1 : 0)) - x(a)}" height="${56 + list.length * row}" fill="${i % 2 ? '#f2f6fa' : '#e7eef5'}"/><text x="${(x(a) + x(b)) / 2}" y="30" font-size="20" font-weight="700" text-anchor="middle" fill="#0f3d66">${m}</text>`).join('')}
    ${list.map(([name, a, b, color], i) => `<text x="0" y="${74 + i * row}" font-size="18.5">${name}</text><rect x="${x(a)}" y="${56 + i * row}" width="${x(b) - x(a)}" height="24" rx="4" fill="${color}"/>`).join('')}</svg>`
}

export default {
  pictures: ['mountain', 'slide', 'flood', 'asphalt', 'bend', 'bridge', 'night', 'plain'],
  html: (scratch) => {
    no = 0
    const image = (name) => picture(scratch, name)
    return f.page({ title: 'Kế hoạch bảo trì đường bộ quý IV năm 2026', sheets: ['slides.css'], body: [
      `<section class="slide cover" style="background-image:url(${image('mountain')})"><div class="veil"><p class="agency">SỞ GIAO THÔNG VẬN TẢI THANH HOÁ<br>PHÒNG KẾ HOẠCH – TÀI CHÍNH</p><h1>Kế hoạch bảo trì đường bộ<br>quý IV năm 2026</h1><p>Hội nghị giao ban công tác bảo trì đường bộ quý III</p></div>${(no++, '')}</section>`,
      slide('Nội dung trình bày', `<ol class="plan">${['Kết quả quý III và bài học mùa mưa bão', 'Nhu cầu và nguồn kinh phí quý IV', 'Nhiệm vụ trọng tâm theo lĩnh vực', 'Tiến độ, rủi ro và giải pháp', 'Nội dung xin ý kiến Hội nghị'].map((t) => `<li>${t}</li>`).join('')}</ol>`),
      slide('Quý III qua bốn con số', `<div class="numbers">${numbers.map(([n, what, more]) => `<div><b>${n}</b><span>${what}</span><small>${more}</small></div>`).join('')}</div>`),
      half(image('slide'), 'Bài học mùa mưa bão', points(['Hai đợt mưa lớn: bão số 4 (22 – 25/8) và mưa lũ 11 – 14/9', 'Thông xe toàn bộ các tuyến trước ngày 18/9', `Còn ${f.count(d.damages.filter((x) => x.traffic === 'thông xe 01 làn').length)} vị trí thông xe 01 làn, 01 vị trí đi đường tránh`, 'Gia cố ta luy phải đi trước mùa mưa'])),
      slide('Các vị trí phải khôi phục, gia cố', `<div class="withmap">${map({ lengths: Object.fromEntries(d.routes.map((r) => [r.id, r.km])), legend: false, marks: d.damages.map((x, i) => ({ route: x.route, at: x.at, kind: 'slide', no: i + 1 })) })}
        <div><p class="lead">Ba vị trí ưu tiên</p>${order.map((x) => `<div class="card"><b>${x.no}</b><span>${x.route}, ${x.at.split(' –')[0]}</span><small>${x.what}</small><em>${billion(x.cost)} tỷ đồng</em></div>`).join('')}</div></div>`),
      slide(`Nhu cầu kinh phí quý IV: ${billion(need)} tỷ đồng`, needBars()),
      slide('Điều chỉnh kế hoạch năm 2026', waterfall()),
      slide('Nguồn kinh phí khắc phục bão lũ', donut()),
      half(image('flood'), 'Thoát nước là gốc', points(['Xử lý 03 đoạn ngập: QL45 Km121+400, ĐT.518 Km19+250, ĐT.520 Km31+650', `Lắp ${f.num(sum(d.damages, (x) => x.volume.cong))} m cống tròn D1500, ${f.num(sum(d.damages, (x) => x.volume.ranh))} m rãnh đá xây`, 'Hoàn thành trước ngày 15/12'])),
      half(image('asphalt'), 'Bảo dưỡng thường xuyên', points([`Kinh phí quý IV: ${billion(d.q4(categories[0]))} tỷ đồng`, 'Vá ổ gà trong 48 giờ trên quốc lộ, 72 giờ trên đường tỉnh', `Bù ${d.works[5].plan - sum(d.routes, (r) => r.done.son)} m² sơn kẻ còn thiếu của quý III trong tháng 10`, 'Nâng các tuyến dưới 93 điểm: QL47, ĐT.506, ĐT.516B'])),
      slide('Sáu công trình sửa chữa định kỳ đang thi công', `<div class="progress">${running.map((r) => `<div><span><b>${r.route}</b> ${r.at}</span><i><u style="width:${r.progress}%"></u></i><b>${r.progress}%</b></div>`).join('')}</div><p class="foot">Hoàn thành trước ngày 30/11/2026; giải ngân còn lại ${billion(d.q4(categories[1]))} tỷ đồng sau điều chỉnh</p>`),
      half(image('bend'), 'Xử lý điểm đen', points(d.blackSpots.filter((b) => b.progress < 100).map((b) => `<b>${b.route}</b> ${b.at.split(' –')[0]}: ${b.what.split(',')[0].toLowerCase()} – xong trước ${b.due.slice(0, -5)}`))),
      half(image('bridge'), 'Kiểm định, sửa chữa cầu', points(['Kiểm định đủ 12/12 cầu yếu trước ngày 20/10', 'Cầu Km7+850 QL16: hoàn thành thay bản mặt cầu', 'ĐT.522, ĐT.530: hạ tải trọng, tổ chức lại giao thông'])),
      slide('Tiến độ quý IV', gantt()),
      half(image('night'), 'Rủi ro và giải pháp', points(['<b>Vốn bổ sung chậm:</b> ưu tiên vị trí 01 làn bằng nguồn đã giao', '<b>Mưa muộn:</b> thi công cuốn chiếu, ba ca', '<b>Giá nhựa tăng:</b> chốt hợp đồng cung ứng trong tháng 10', '<b>Thi công ban đêm:</b> đủ đèn, biển báo, người cảnh giới'])),
      `<section class="slide cover ask" style="background-image:url(${image('plain')})"><div class="veil"><h1>Xin ý kiến Hội nghị</h1><ol><li>Phương án điều chỉnh kế hoạch bảo trì năm 2026</li><li>Đề nghị bổ sung ${f.num(sources.asked)} đồng</li><li>Thứ tự ưu tiên 14 vị trí khắc phục bão lũ</li></ol></div><p class="made">Tài liệu minh hoạ; nhân danh và số liệu trong tài liệu là hư cấu.</p></section>`,
    ].join('') })
  },
}

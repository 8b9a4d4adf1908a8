// The figures of all papers, stated once: a sum that stands in two papers is computed here, and check() refuses to
// print papers whose figures do not add up. The content is made up; money is in đồng.

/** Millions of đồng as whole đồng. */
const million = (x) => Math.round(x * 1_000_000)
const sum = (list, of = (x) => x) => list.reduce((s, x) => s + of(x), 0)
export { sum }

export const numbers = {
  plan: { no: '4518/QĐ-UBND', date: '15/12/2025' },
  q2: { no: '137/TB-SGTVT', date: '08/7/2026' },
  report: { no: '246/BC-SGTVT', date: '28/9/2026' },
  proposal: { no: '58/TTr-QLKCHTGT', date: '28/9/2026' },
  blackSpots: { no: '31/BC-QLVTPTNL', date: '25/9/2026' },
}

/** Those who sign; the people of the demonstration's meeting are the same (cmd/dienhong/demo). */
export const people = {
  director: 'Lê Đình Khải',
  deputy: 'Trịnh Thế Sáng',
  office: 'Nguyễn Thị Hạnh', // Phó Chánh Văn phòng
  roads: 'Phạm Quốc Đạt', // Trưởng phòng Quản lý kết cấu hạ tầng giao thông
  finance: 'Trần Thị Mai Anh', // Trưởng phòng Kế hoạch – Tài chính
  traffic: 'Hoàng Văn Ấn', // Phó Trưởng phòng Quản lý vận tải, phương tiện và người lái
  clerk: 'Vũ Hương Giang', // người lập dự toán
}

// ---- Routes, and what routine maintenance did on them in the third quarter --------------------------------------

/** Routine maintenance a kilometre and year. */
const rate = { QL: million(58.6), ĐT: million(41.3) }

/** The works of routine maintenance, in the order of the columns below. */
export const works = [
  { key: 'va', name: 'Vá ổ gà, xử lý lún cục bộ', unit: 'm²', short: 'Vá ổ gà', plan: 9_450 },
  { key: 'le', name: 'Bạt lề, đắp phụ lề đường', unit: 'm', short: 'Bạt lề, đắp phụ', plan: 87_000 },
  { key: 'ranh', name: 'Vét rãnh dọc, khơi thông dòng chảy', unit: 'm', short: 'Vét rãnh dọc', plan: 145_000 },
  { key: 'phat', name: 'Phát quang cây cỏ hai bên đường', unit: 'm²', short: 'Phát quang', plan: 1_850_000 },
  { key: 'cong', name: 'Thông cống, nạo vét hố thu', unit: 'cống', short: 'Thông cống', plan: 800 },
  { key: 'son', name: 'Sơn kẻ lại vạch tín hiệu', unit: 'm²', short: 'Sơn kẻ vạch', plan: 3_800 },
  { key: 'bien', name: 'Thay thế, bổ sung biển báo', unit: 'bộ', short: 'Biển báo', plan: 250 },
  { key: 'ho', name: 'Nắn sửa, thay thế tôn hộ lan', unit: 'm', short: 'Hộ lan', plan: 1_650 },
  { key: 'sut', name: 'Hót sụt nhỏ trong bảo dưỡng', unit: 'm³', short: 'Hót sụt nhỏ', plan: 38_000 },
]

// id, from – to, km, class, unit in charge, the nine works, % paid in nine months, % paid in the quarter, mark of the quarter
export const routes = [
  ['QL10', 'Cầu Điền Hộ – Tào Xuyên', 44.8, 'III', 'Hạt 1', 167, 1610, 2040, 29050, 17, 264, 7, 16, 0, 74.3, 24.0, 97.3],
  ['QL15', 'Vạn Mai – Ngọc Lặc – Yên Cát', 115.6, 'IV, V', 'Hạt 4', 905, 5920, 17980, 153500, 71, 214, 22, 210, 6535, 74.0, 24.7, 94.7],
  ['QL15C', 'Hồi Xuân – Mường Lát – Tén Tằn', 112.0, 'V, VI', 'Hạt 5', 786, 7220, 12390, 185750, 84, 145, 22, 196, 6980, 75.4, 23.8, 96.7],
  ['QL16', 'Tén Tằn – giáp tỉnh Nghệ An', 43.5, 'V, VI', 'Hạt 5', 365, 3120, 7320, 80950, 38, 54, 10, 74, 1925, 74.6, 24.7, 95.3],
  ['QL45', 'Rịa – TP Thanh Hoá – Yên Cát', 132.4, 'III, IV', 'Hạt 2', 965, 9060, 15160, 196500, 77, 385, 23, 90, 930, 74.3, 24.3, 94.3],
  ['QL47', 'Sầm Sơn – TP Thanh Hoá – Thường Xuân', 61.4, 'III, IV', 'Hạt 3', 317, 2840, 4310, 88650, 32, 219, 13, 62, 315, 74.2, 24.3, 92.7],
  ['QL47B', 'Kiểu – Thọ Xuân – Núi Nưa', 48.6, 'III, IV', 'Hạt 3', 204, 3050, 2360, 40000, 13, 229, 10, 22, 0, 73.5, 23.9, 94.0],
  ['QL47C', 'Nông Cống – Triệu Sơn – Thọ Xuân', 42.3, 'IV', 'Hạt 3', 296, 2100, 3350, 31100, 15, 157, 7, 18, 0, 73.7, 23.8, 95.7],
  ['QL217', 'Đò Lèn – Cẩm Thuỷ – Na Mèo', 194.9, 'III, IV', 'Hạt 4', 1661, 15280, 24400, 256500, 145, 302, 28, 464, 11265, 73.5, 25.3, 95.0],
  ['QL217B', 'Bỉm Sơn – Thạch Quảng – Cẩm Thuỷ', 60.7, 'IV', 'Hạt 1', 315, 4600, 7210, 72800, 33, 220, 13, 60, 200, 73.6, 24.7, 93.5],
  ['ĐT.506', 'Thọ Xuân – Yên Định', 27.6, 'IV', 'Hạt 3', 93, 1210, 1360, 28450, 10, 107, 4, 8, 0, 75.1, 24.4, 92.9],
  ['ĐT.506B', 'Thọ Xuân – Ngọc Lặc', 18.4, 'IV', 'Hạt 3', 79, 1250, 1320, 27150, 9, 39, 4, 22, 70, 74.5, 24.6, 97.0],
  ['ĐT.507', 'Xuân Cao – Thường Xuân', 22.1, 'V', 'Hạt 3', 159, 1740, 1600, 23200, 12, 81, 3, 26, 150, 75.3, 25.3, 97.1],
  ['ĐT.508', 'Hà Trung – Nga Sơn', 25.3, 'IV', 'Hạt 1', 138, 1670, 1150, 22300, 7, 130, 4, 6, 0, 74.3, 24.8, 95.3],
  ['ĐT.512', 'Quảng Xương – Nông Cống', 31.7, 'IV', 'Hạt 6', 96, 1750, 1460, 30350, 14, 131, 6, 14, 0, 75.2, 25.3, 96.0],
  ['ĐT.514', 'Triệu Sơn – Như Thanh', 24.9, 'IV', 'Hạt 6', 127, 1510, 2890, 28050, 10, 72, 5, 20, 125, 74.5, 25.0, 96.3],
  ['ĐT.515', 'Thiệu Hoá – Triệu Sơn', 14.2, 'IV', 'Hạt 2', 63, 890, 1050, 10450, 4, 70, 1, 2, 0, 74.7, 24.2, 93.9],
  ['ĐT.516B', 'Yên Định – Vĩnh Lộc – Thạch Thành', 19.8, 'IV', 'Hạt 1', 100, 1150, 860, 15850, 6, 72, 5, 10, 0, 74.7, 24.1, 92.9],
  ['ĐT.517', 'Đông Sơn – Nông Cống', 15.6, 'IV', 'Hạt 2', 66, 910, 1030, 12000, 6, 70, 2, 8, 0, 73.3, 24.8, 95.5],
  ['ĐT.518', 'Yên Định – Cẩm Thuỷ', 35.4, 'IV, V', 'Hạt 4', 193, 2770, 3250, 38000, 13, 109, 7, 50, 350, 74.0, 23.9, 94.2],
  ['ĐT.518B', 'Yên Định – Ngọc Lặc', 20.2, 'V', 'Hạt 3', 106, 1440, 2230, 21900, 7, 55, 4, 18, 105, 73.0, 24.9, 96.0],
  ['ĐT.519', 'Ngọc Lặc – Thường Xuân – Xuân Lẹ', 41.3, 'V', 'Hạt 3', 289, 2490, 4610, 73000, 26, 60, 10, 76, 2750, 73.9, 25.1, 94.2],
  ['ĐT.520', 'Như Thanh – Như Xuân – Thanh Quân', 47.5, 'V', 'Hạt 6', 329, 2620, 6660, 62550, 34, 102, 6, 68, 1640, 73.9, 25.0, 97.3],
  ['ĐT.521', 'Quan Hoá – Nam Tiến – Phú Lệ', 56.8, 'V, VI', 'Hạt 5', 361, 3070, 6300, 74700, 47, 57, 9, 112, 2590, 74.7, 25.0, 95.8],
  ['ĐT.522', 'Hà Trung – Thạch Thành', 29.4, 'IV, V', 'Hạt 1', 227, 2050, 2310, 39900, 10, 89, 6, 18, 345, 73.3, 24.8, 93.0],
  ['ĐT.523', 'Bá Thước – Lũng Cao – Lũng Niêm', 33.6, 'V', 'Hạt 4', 247, 2180, 4610, 54350, 20, 46, 9, 42, 2275, 74.1, 25.2, 96.8],
  ['ĐT.526', 'Hậu Lộc – Đa Lộc', 17.9, 'IV', 'Hạt 1', 75, 1040, 1150, 14100, 8, 104, 3, 4, 0, 73.7, 24.6, 94.7],
  ['ĐT.530', 'Lang Chánh – Yên Khương', 52.7, 'V, VI', 'Hạt 4', 482, 4190, 7110, 88500, 31, 54, 15, 58, 3135, 74.6, 24.0, 96.2],
].map(([id, ends, km, grade, hat, ...v]) => {
  const kind = id.startsWith('QL') ? 'QL' : 'ĐT'
  const plan = Math.round(km * 10) * rate[kind] / 10
  const paid = (percent) => Math.round(plan * percent / 100 / 1000) * 1000
  const done = Object.fromEntries(works.map((w, i) => [w.key, v[i]]))
  return { id, ends, km, grade, hat, kind, done, plan, paid9: paid(v[9]), paidQ3: paid(v[10]), mark: v[11] }
})

export const national = routes.filter((r) => r.kind === 'QL')
export const provincial = routes.filter((r) => r.kind === 'ĐT')
export const km = (list) => Math.round(sum(list, (r) => r.km) * 10) / 10
export const hats = ['Hạt 1', 'Hạt 2', 'Hạt 3', 'Hạt 4', 'Hạt 5', 'Hạt 6']
export const seats = { 'Hạt 1': 'Bỉm Sơn', 'Hạt 2': 'TP Thanh Hoá', 'Hạt 3': 'Thọ Xuân', 'Hạt 4': 'Ngọc Lặc', 'Hạt 5': 'Quan Hoá', 'Hạt 6': 'Như Xuân' }
export const bridges = { QL: { count: 131, metres: 5642.7 }, ĐT: { count: 83, metres: 2318.4 } }

// ---- Periodic repair: fourteen works ------------------------------------------------------------------------------

// cut: taken out of the year's plan by the proposal; saved: what bidding and the final account left over
export const repairs = [
  { route: 'QL45', at: 'Km38+000 – Km46+500', what: 'Cào bóc, thảm lại BTN C16', plan: 14_860, progress: 100, settled: 14_212.48, paid9: 13_501.856, paidQ3: 6_318.4 },
  { route: 'QL47', at: 'Km21+200 – Km27+800', what: 'Xử lý hư hỏng, thảm lại mặt đường', plan: 11_420, progress: 100, settled: 10_968.35, paid9: 10_419.932, paidQ3: 4_652.2 },
  { route: 'QL217', at: 'Km45+000 – Km52+000', what: 'Sửa chữa nền, mặt đường, rãnh dọc', plan: 13_275, progress: 82, paid9: 9_558, paidQ3: 4_115.5 },
  { route: 'QL15', at: 'Km30+000 – Km36+000', what: 'Rãnh dọc, gia cố mái ta luy, mặt đường', plan: 9_640, progress: 74, paid9: 6_362.4, paidQ3: 2_988.7 },
  { route: 'QL15C', at: 'Km60+000 – Km66+000', what: 'Sửa chữa mặt đường BTXM, tường chắn', plan: 10_180, progress: 58, paid9: 5_090, paidQ3: 2_646.9 },
  { route: 'QL10', at: 'Km12+000 – Km16+500', what: 'Thảm lại BTN, sơn kẻ, biển báo', plan: 7_935, progress: 100, settled: 7_611.2, paid9: 7_230.64, paidQ3: 3_427.1 },
  { route: 'QL16', at: 'Cầu Km7+850', what: 'Thay bản mặt cầu, khe co giãn', plan: 5_260, progress: 65, paid9: 3_051.1, paidQ3: 1_578 },
  { route: 'ĐT.506', at: 'Km3+000 – Km9+200', what: 'Sửa chữa nền, mặt đường', plan: 8_145, progress: 100, settled: 7_820.64, paid9: 7_429.608, paidQ3: 2_931.3 },
  { route: 'ĐT.518', at: 'Km10+000 – Km17+000', what: 'Láng nhựa, rãnh dọc, cống ngang', plan: 9_385, progress: 88, paid9: 7_508, paidQ3: 3_190.9 },
  { route: 'ĐT.519', at: 'Km5+000 – Km11+000', what: 'Sửa chữa mặt đường, hộ lan', plan: 7_760, progress: 100, settled: 7_402.9, paid9: 7_032.755, paidQ3: 2_715.6 },
  { route: 'ĐT.512', at: 'Km8+000 – Km13+000', what: 'Thảm lại mặt đường', plan: 6_890, progress: 0, cut: 6_578, fate: 'giãn sang năm 2027', paid9: 312, paidQ3: 0 },
  { route: 'ĐT.522', at: 'Km2+000 – Km7+000', what: 'Sửa chữa nền, mặt đường', plan: 6_240, progress: 0, cut: 5_954, fate: 'giãn sang năm 2027', paid9: 286, paidQ3: 0 },
  { route: 'ĐT.508', at: 'Km15+000 – Km20+000', what: 'Sửa chữa mặt đường, rãnh dọc', plan: 5_375, progress: 34, cut: 2_150, fate: 'giảm quy mô 02 km', paid9: 1_096.5, paidQ3: 806.2 },
  { route: 'ĐT.526', at: 'Km1+500 – Km5+000', what: 'Láng nhựa, đắp phụ lề', plan: 3_980, progress: 0, cut: 3_806, fate: 'giãn sang năm 2027', paid9: 174, paidQ3: 0 },
].map((r) => {
  const dong = (x) => million(x ?? 0)
  const saved = r.settled ? dong(r.plan) - dong(r.settled) : 0
  return { ...r, plan: dong(r.plan), settled: dong(r.settled), cut: dong(r.cut), paid9: dong(r.paid9), paidQ3: dong(r.paidQ3), saved,
    after: dong(r.plan) - dong(r.cut) - saved }
})

// ---- Storm damage: fourteen places, and what their restoration costs ---------------------------------------------

export const storms = { first: 'bão số 4 (từ ngày 22 đến ngày 25/8/2026)', second: 'mưa lũ từ ngày 11 đến ngày 14/9/2026' }

/** Kinds of restoration work with the direct cost of one unit. */
export const kinds = [
  { key: 'hot', name: 'Hót, vận chuyển đất đá sạt lở', unit: 'm³', price: 68_400 },
  { key: 'dap', name: 'Đắp đất nền đường, độ chặt K95', unit: 'm³', price: 92_700 },
  { key: 'xay', name: 'Đá hộc xây vữa xi măng M100', unit: 'm³', price: 1_286_500 },
  { key: 'ro', name: 'Rọ đá 2 m × 1 m × 0,5 m', unit: 'rọ', price: 742_300 },
  { key: 'tuong', name: 'Tường chắn bê tông cốt thép M250', unit: 'm³', price: 2_968_000 },
  { key: 'mong', name: 'Móng cấp phối đá dăm loại I', unit: 'm³', price: 413_600 },
  { key: 'btxm', name: 'Mặt đường bê tông xi măng M300 dày 22 cm', unit: 'm²', price: 386_900 },
  { key: 'btn', name: 'Thảm bê tông nhựa C16 dày 6 cm', unit: 'm²', price: 278_500 },
  { key: 'cong', name: 'Cống tròn bê tông cốt thép D1500', unit: 'm', price: 4_865_000 },
  { key: 'ranh', name: 'Rãnh hình thang đá hộc xây', unit: 'm', price: 596_200 },
  { key: 'ho', name: 'Hộ lan tôn sóng', unit: 'm', price: 873_400 },
]

// route, place, district, damage, volumes in the order of kinds; traffic: how it passes now
export const damages = [
  ['QL217', 'Km98+350', 'Bá Thước', 'Sạt ta luy dương dài 65 m, vùi lấp mặt đường', [7_850, 0, 265, 120, 240, 130, 0, 640, 0, 130, 66], 'thông xe 02 làn'],
  ['QL217', 'Km152+100 – Km152+180', 'Quan Sơn', 'Sạt ta luy âm, mất 1/2 mặt đường', [3_120, 2_640, 310, 420, 690, 410, 0, 960, 0, 160, 160], 'thông xe 01 làn'],
  ['QL217', 'Km178+600', 'Quan Sơn', 'Sạt ta luy dương, gãy hộ lan', [6_480, 0, 180, 96, 165, 85, 0, 380, 0, 90, 84], 'thông xe 02 làn'],
  ['QL15', 'Km21+400', 'Quan Hoá', 'Sạt ta luy âm sát sông Mã dài 48 m', [1_960, 1_850, 285, 360, 480, 240, 0, 520, 0, 96, 96], 'thông xe 01 làn'],
  ['QL15C', 'Km18+200 – Km18+420', 'Quan Hoá', 'Nứt, lún nền đường dài 220 m', [4_350, 2_980, 240, 280, 355, 620, 1_430, 0, 12, 220, 220], 'thông xe 01 làn'],
  ['QL15C', 'Km47+750', 'Mường Lát', 'Sạt ta luy dương, đá lăn', [9_240, 0, 195, 110, 130, 90, 420, 0, 0, 110, 60], 'thông xe 02 làn'],
  ['QL16', 'Km11+300', 'Mường Lát', 'Sạt ta luy dương dài 52 m', [8_160, 0, 170, 84, 110, 75, 360, 0, 0, 104, 52], 'thông xe 02 làn'],
  ['QL47', 'Km54+900', 'Thường Xuân', 'Xói lở ta luy âm đầu cầu', [740, 960, 220, 210, 175, 150, 0, 880, 0, 70, 88], 'thông xe 02 làn'],
  ['QL45', 'Km121+400', 'Như Xuân', 'Ngập sâu, xói lề, bong bật mặt đường', [520, 1_240, 90, 60, 0, 310, 0, 2_460, 8, 180, 40], 'thông xe 02 làn'],
  ['ĐT.519', 'Km23+100', 'Thường Xuân', 'Sạt ta luy dương, tắc rãnh dọc', [5_670, 0, 160, 72, 120, 60, 310, 0, 0, 140, 48], 'thông xe 02 làn'],
  ['ĐT.520', 'Km31+650', 'Như Xuân', 'Lũ cuốn trôi cống ngang, đứt đường', [860, 2_150, 205, 240, 145, 280, 540, 0, 36, 60, 72], 'đường tránh tạm'],
  ['ĐT.521', 'Km14+500', 'Quan Hoá', 'Sạt ta luy âm, hở hàm ếch', [2_840, 1_420, 230, 310, 420, 190, 680, 0, 10, 120, 118], 'thông xe 01 làn'],
  ['ĐT.530', 'Km37+800', 'Lang Chánh', 'Sạt ta luy dương và âm', [6_930, 780, 215, 190, 260, 165, 590, 0, 14, 150, 96], 'thông xe 01 làn'],
  ['ĐT.518', 'Km19+250', 'Cẩm Thuỷ', 'Ngập, rạn nứt mặt đường, lở rãnh', [310, 640, 60, 0, 0, 240, 0, 1_870, 6, 260, 0], 'thông xe 02 làn'],
].map(([route, at, district, what, v, traffic]) => ({ route, at, district, what, traffic,
  volume: Object.fromEntries(kinds.map((k, i) => [k.key, v[i]])),
  direct: sum(kinds, (k) => v[kinds.indexOf(k)] * k.price) }))

const part = (x, percent) => Math.round(x * percent / 100)

/** The estimate: from direct costs to the whole. */
export const estimate = (() => {
  const direct = sum(damages, (d) => d.direct)
  const indirect = part(direct, 6.2)
  const profit = part(direct + indirect, 6)
  const before = direct + indirect + profit
  const vat = part(before, 8)
  const construction = before + vat
  const management = part(before, 2.1)
  const consulting = part(before, 6.4)
  const other = part(before, 1.3)
  const reserve = part(construction + management + consulting + other, 4)
  const exact = construction + management + consulting + other + reserve
  const total = Math.round(exact / 1000) * 1000
  return { direct, indirect, profit, before, vat, construction, management, consulting, other, reserve, exact, total }
})()

/** Shares a whole among weights so that the shares add up to it exactly (largest remainder). */
export function share(whole, weights) {
  const all = sum(weights)
  const exact = weights.map((w) => whole * w / all)
  const shares = exact.map(Math.floor)
  const order = exact.map((x, i) => [x - shares[i], i]).sort((a, b) => b[0] - a[0] || a[1] - b[1])
  for (let left = whole - sum(shares), i = 0; left > 0; left--, i++) shares[order[i][1]]++
  return shares
}
share(estimate.total / 1000, damages.map((d) => d.direct)).forEach((cost, i) => { damages[i].cost = cost * 1000 })

/** What was brought out in the floods to open the roads again (step 1), by unit: people, excavators, lorries, m³ cleared, gabions. */
export const called = [['Hạt 1', 52, 5, 8, 2_160, 64], ['Hạt 2', 46, 4, 7, 1_240, 0], ['Hạt 3', 78, 9, 14, 9_450, 210], ['Hạt 4', 132, 18, 27, 38_640, 745],
  ['Hạt 5', 118, 15, 22, 34_180, 620], ['Hạt 6', 64, 7, 11, 7_320, 186]]

// ---- The year's plan by category, and its change -------------------------------------------------------------------

const repairCut = sum(repairs, (r) => r.cut)
const repairSaved = sum(repairs, (r) => r.saved)
const emergencyPlan = million(21_500)
const emergencyPaid9 = million(17_268.45)

/** Where the money for the storm damage comes from. */
export const sources = {
  left: emergencyPlan - emergencyPaid9, // what is left of the year's plan for emergency repair
  moved: repairCut, // from periodic repair put off
  saved: repairSaved, // what bidding and final accounts left over
  get asked() { return estimate.total - this.left - this.moved - this.saved }, // asked of the province's reserve
}

export const categories = [
  { no: 1, name: 'Bảo dưỡng thường xuyên', short: 'Bảo dưỡng thường xuyên', plan: sum(routes, (r) => r.plan), paid9: sum(routes, (r) => r.paid9), paidQ3: sum(routes, (r) => r.paidQ3), down: 0, up: 0 },
  { no: 2, name: 'Sửa chữa định kỳ', short: 'Sửa chữa định kỳ', plan: sum(repairs, (r) => r.plan), paid9: sum(repairs, (r) => r.paid9), paidQ3: sum(repairs, (r) => r.paidQ3), down: repairCut + repairSaved, up: 0 },
  { no: 3, name: 'Sửa chữa đột xuất, khắc phục bão lũ', short: 'Sửa chữa đột xuất', plan: emergencyPlan, paid9: emergencyPaid9, paidQ3: million(9_386.2), down: 0, up: estimate.total - sources.left },
  { no: 4, name: 'Bảo đảm an toàn giao thông, xử lý điểm đen', short: 'An toàn giao thông', plan: million(11_240), paid9: million(6_182), paidQ3: million(2_944.6), down: 0, up: 0 },
  { no: 5, name: 'Kiểm định cầu, cập nhật dữ liệu cầu đường', short: 'Kiểm định, dữ liệu', plan: million(3_860), paid9: million(2_316), paidQ3: million(1_204.3), down: 0, up: 0 },
  { no: 6, name: 'Quản lý, giám sát, nghiệm thu chất lượng', short: 'Quản lý, giám sát', plan: million(4_315), paid9: million(2_977.35), paidQ3: million(1_026.9), down: 0, up: 0 },
].map((c) => ({ ...c, after: c.plan - c.down + c.up }))

export const total = Object.fromEntries(['plan', 'paid9', 'paidQ3', 'down', 'up', 'after'].map((k) => [k, sum(categories, (c) => c[k])]))
/** What is left to spend in the fourth quarter, after the change. */
export const q4 = (c) => c.after - c.paid9

/** Payments by month, January to September, in đồng; June and September take up what their half and quarter leave. */
export const months = (() => {
  const spring = [6_214, 8_952, 14_480, 18_316, 21_643].map(million)
  const summer = [18_102, 20_347].map(million)
  return [...spring, total.paid9 - total.paidQ3 - sum(spring), ...summer, total.paidQ3 - sum(summer)]
})()
/** The course the plan laid down for the payments, cumulative in % of the year's plan. */
export const course = [3, 8, 15, 24, 34, 45, 54, 62, 70, 80, 90, 100]

// ---- Road safety ---------------------------------------------------------------------------------------------------

export const accidents = {
  2026: { cases: [17, 21, 14, 13, 15, 12, 13, 12, 14], dead: [8, 10, 6, 6, 7, 5, 6, 5, 6], hurt: [13, 16, 11, 10, 12, 9, 10, 9, 11] },
  2025: { cases: [19, 23, 16, 15, 17, 14, 15, 14, 15], dead: [9, 11, 7, 7, 8, 6, 7, 6, 6], hurt: [16, 18, 13, 12, 13, 11, 12, 11, 12] },
  byRoute: [['QL45', 27, 12, 20], ['QL217', 24, 12, 19], ['QL47', 18, 8, 14], ['QL10', 15, 6, 13], ['QL15', 13, 7, 9], ['QL47B', 6, 2, 5],
    ['QL47C', 5, 2, 4], ['QL217B', 5, 2, 4], ['QL15C', 3, 2, 2], ['QL16', 1, 0, 1], ['Các đường tỉnh', 14, 6, 10]],
  byCause: [['Không chú ý quan sát, chuyển hướng sai quy định', 37], ['Đi không đúng phần đường, làn đường', 31], ['Chạy quá tốc độ, không làm chủ tốc độ', 28],
    ['Sử dụng rượu, bia khi lái xe', 14], ['Tránh, vượt sai quy định', 12], ['Nguyên nhân khác, đang điều tra', 9]],
}

// cases, dead, hurt in twelve months to 31/8/2026
export const blackSpots = [
  { route: 'QL45', at: 'Km52+300 – Km52+700', where: 'Nút giao thị trấn Thiệu Hoá', n: [5, 2, 6], cost: million(1_480), state: 'đang thi công', progress: 70, what: 'Tổ chức lại nút giao, đảo dẫn hướng, đèn tín hiệu', due: '31/10/2026' },
  { route: 'QL47', at: 'Km17+850 – Km18+200', where: 'Đường cong qua xã Đông Hoàng, Đông Sơn', n: [4, 2, 3], cost: million(1_265), state: 'đang thi công', progress: 55, what: 'Mở rộng bụng đường cong, gờ giảm tốc, đèn cảnh báo', due: '15/11/2026' },
  { route: 'QL217', at: 'Km63+900 – Km64+500', where: 'Dốc dài, cua gấp xã Cẩm Thành, Cẩm Thuỷ', n: [4, 3, 4], cost: million(2_140), state: 'đã duyệt thiết kế', progress: 0, what: 'Hạ ta luy, mở tầm nhìn, hộ lan bánh xoay, sơn tăng ma sát', due: '15/12/2026' },
  { route: 'QL10', at: 'Km23+100 – Km23+500', where: 'Chợ và trường học, Hậu Lộc', n: [6, 1, 7], cost: million(1_190), state: 'hoàn thành', progress: 100, what: 'Dải phân cách giữa, vạch đi bộ, đèn chớp vàng, hạn chế 50 km/h', due: '25/8/2026' },
  { route: 'QL15', at: 'Km58+200 – Km58+700', where: 'Cua tay áo đèo Eo Lê, Ngọc Lặc', n: [3, 2, 2], cost: million(1_735), state: 'đang thiết kế', progress: 0, what: 'Mở rộng mặt đường trong cua, gương cầu, tường phòng hộ', due: '20/12/2026' },
  { route: 'ĐT.506', at: 'Km11+400 – Km11+750', where: 'Nút giao ĐT.506B, Thọ Xuân', n: [3, 1, 4], cost: million(865), state: 'hoàn thành', progress: 100, what: 'Vòng xuyến tạm, biển báo, chiếu sáng', due: '22/8/2026' },
]
/** Places that may become black spots: route, place, what is wrong there, what is done meanwhile. */
export const hazards = [
  ['QL45', 'Km88+600', 'Nút giao ĐT.517, khuất tầm nhìn', 'Phát quang, bổ sung biển W.207'],
  ['QL45', 'Km104+200', 'Cổng khu công nghiệp, dòng xe hỗn hợp', 'Vạch đi bộ, đèn chớp vàng'],
  ['QL47', 'Km33+100', 'Trường học sát lề đường', 'Gờ giảm tốc, biển hạn chế 40 km/h'],
  ['QL10', 'Km37+700', 'Đường vào cầu hẹp', 'Sơn vạch, tiêu phản quang'],
  ['QL217', 'Km119+300', 'Dốc dài liên tục 1,4 km', 'Bổ sung biển W.219, đường lánh nạn tạm'],
  ['QL15', 'Km71+900', 'Đường cong bán kính nhỏ', 'Gương cầu lồi, tiêu phản quang'],
  ['QL15C', 'Km84+500', 'Đá lăn, mặt đường hẹp', 'Rọ đá chắn, biển cảnh báo'],
  ['ĐT.514', 'Km9+400', 'Giao cắt dân sinh không có biển', 'Bổ sung biển W.205, gờ giảm tốc'],
  ['ĐT.519', 'Km17+250', 'Ngầm tràn, nước dâng nhanh', 'Cột thuỷ chí, rào chắn đóng mở'],
]
export const safetyOther = { what: 'Sơn kẻ, biển báo, đinh phản quang bổ sung trên các tuyến', cost: million(2_565) }

// ---- The conclusions of the second quarter, and what became of them -----------------------------------------------

export const tasks = [
  { what: 'Hoàn thành sửa chữa mặt đường QL45, đoạn Km38+000 – Km46+500', who: 'Phòng Quản lý kết cấu hạ tầng giao thông; Hạt Quản lý đường bộ 2', due: '31/8/2026', state: 'Hoàn thành ngày 27/8/2026', ok: 'đúng hạn' },
  { what: 'Hoàn thành 04 công trình sửa chữa định kỳ trên QL10, QL47, ĐT.506, ĐT.519', who: 'Phòng Quản lý kết cấu hạ tầng giao thông; các Hạt Quản lý đường bộ 1, 3', due: '15/9/2026', state: 'Hoàn thành ngày 12/9/2026', ok: 'đúng hạn' },
  { what: 'Bố trí vật tư, máy móc dự phòng phòng, chống thiên tai tại 06 Hạt Quản lý đường bộ', who: 'Các Hạt Quản lý đường bộ', due: '20/7/2026', state: 'Hoàn thành ngày 18/7/2026', ok: 'đúng hạn' },
  { what: 'Lắp đặt biển cảnh báo, thước đo mức nước tại 23 ngầm, tràn', who: 'Các Hạt Quản lý đường bộ', due: '31/7/2026', state: 'Hoàn thành ngày 30/7/2026', ok: 'đúng hạn' },
  { what: 'Xử lý xong 02 điểm đen trên QL10 (Km23+100) và ĐT.506 (Km11+400)', who: 'Phòng Quản lý kết cấu hạ tầng giao thông; Phòng Quản lý vận tải, phương tiện và người lái', due: '31/8/2026', state: 'Hoàn thành ngày 25/8/2026', ok: 'đúng hạn' },
  { what: 'Rà soát kế hoạch bảo trì năm 2026, đề xuất phương án điều chỉnh', who: 'Phòng Quản lý kết cấu hạ tầng giao thông; Phòng Kế hoạch – Tài chính', due: '25/9/2026', state: 'Hoàn thành ngày 28/9/2026 (Tờ trình số 58/TTr-QLKCHTGT)', ok: 'chậm 03 ngày' },
  { what: 'Kiểm định 12 cầu yếu trên các tuyến đường tỉnh', who: 'Phòng Quản lý kết cấu hạ tầng giao thông', due: '30/9/2026', state: 'Đã kiểm định 09/12 cầu', ok: 'đang thực hiện' },
  { what: 'Cập nhật cơ sở dữ liệu cầu, đường bộ năm 2026', who: 'Phòng Quản lý kết cấu hạ tầng giao thông; Văn phòng Sở', due: '30/9/2026', state: 'Đạt 85% khối lượng', ok: 'đang thực hiện' },
]

// ---- What must hold ------------------------------------------------------------------------------------------------

/** Throws when the figures of the papers contradict each other. */
export function check() {
  const must = (name, ok) => { if (!ok) throw new Error(`figures: ${name}`) }
  const same = (name, a, b) => must(`${name}: ${a} is not ${b}`, a === b)
  same('storm damage by place and whole', sum(damages, (d) => d.cost), estimate.total)
  same('storm damage direct, by place and by kind', sum(damages, (d) => d.direct),
    sum(kinds, (k) => k.price * sum(damages, (d) => d.volume[k.key])))
  same('sources cover the damage', sources.left + sources.moved + sources.saved + sources.asked, estimate.total)
  same('plan after the change', total.after, total.plan + sources.asked)
  same('up and down', total.up - total.down, sources.asked)
  same('black spots and other safety works', sum(blackSpots, (b) => b.cost) + safetyOther.cost, categories[3].plan)
  for (const key of ['cases', 'dead', 'hurt']) {
    const i = ['cases', 'dead', 'hurt'].indexOf(key) + 1
    same(`accidents by route: ${key}`, sum(accidents.byRoute, (r) => r[i]), sum(accidents[2026][key]))
  }
  same('accidents by cause', sum(accidents.byCause, (c) => c[1]), sum(accidents[2026].cases))
  for (const r of [...routes, ...repairs, ...categories]) must(`${r.id ?? r.name ?? r.at}: quarter over nine months`, r.paidQ3 <= r.paid9 && r.paid9 <= r.plan)
  for (const r of repairs) {
    must(`${r.route} ${r.at}: paid more than is left`, r.paid9 <= r.after)
    must(`${r.route} ${r.at}: unknown route`, routes.some((x) => x.id === r.route))
  }
  for (const b of blackSpots) must(`${b.route}: no black spot by its accidents`, b.n[0] >= 4 || (b.n[0] >= 3 && b.n[1] >= 1) || b.n[1] >= 2)
  for (const [id, at] of hazards) must(`${id} ${at}: beyond the end of the route`, Number(at.match(/Km(\d+)/)[1]) < routes.find((r) => r.id === id).km)
  for (const x of [...damages, ...blackSpots]) must(`${x.route} ${x.at}: beyond the end of the route`, Number(x.at.match(/Km(\d+)/)[1]) < routes.find((r) => r.id === x.route).km)
  same('units called out', called.map((c) => c[0]).join(), hats.join())
  for (const [id, n] of accidents.byRoute) must(`${id}: unknown`, id === 'Các đường tỉnh' || routes.some((r) => r.id === id && n > 0))
  same('payments by month', sum(months), total.paid9)
  must('months are positive', months.every((m) => m > 0))
  for (const c of categories) for (const k of ['plan', 'paid9', 'paidQ3', 'up', 'down']) must(`${c.name}: ${k} is whole đồng`, Number.isInteger(c[k]))
}

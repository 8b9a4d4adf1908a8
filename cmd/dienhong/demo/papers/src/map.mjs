// A schematic map of the road network: places are set by longitude and latitude, lines are simplified by hand.
import { svg } from './charts.mjs'

const width = 720, height = 600
const west = 104.33, east = 106.14, south = 19.27, north = 20.70
const x = (lon) => (lon - west) / (east - west) * width
const y = (lat) => (north - lat) / (north - south) * height

const border = [[104.38, 20.45], [104.39, 20.55], [104.52, 20.6], [104.63, 20.64], [104.74, 20.53], [104.93, 20.51], [105.0, 20.6], [105.13, 20.63],
  [105.22, 20.52], [105.36, 20.42], [105.47, 20.37], [105.56, 20.33], [105.63, 20.27], [105.72, 20.22], [105.82, 20.19], [105.88, 20.14], [105.97, 20.1], [106.05, 20.02],
  [106.07, 19.98], [106.0, 19.92], [105.96, 19.86], [105.94, 19.78], [105.91, 19.71], [105.86, 19.62], [105.83, 19.52], [105.83, 19.42], [105.82, 19.31],
  [105.73, 19.31], [105.66, 19.38], [105.55, 19.42], [105.45, 19.48], [105.36, 19.56], [105.25, 19.62], [105.12, 19.68], [105.02, 19.74], [104.97, 19.82], [105.02, 19.91],
  [104.93, 19.98], [104.9, 20.06], [104.93, 20.13], [104.82, 20.18], [104.7, 20.2], [104.6, 20.26], [104.66, 20.34], [104.63, 20.41], [104.48, 20.41]]

const rivers = [
  [[104.55, 20.61], [104.62, 20.53], [104.8, 20.47], [104.95, 20.47], [105.08, 20.4], [105.22, 20.36], [105.33, 20.28], [105.46, 20.22], [105.58, 20.08], [105.66, 19.99], [105.76, 19.88], [105.84, 19.85], [105.94, 19.8]],
  [[104.98, 19.86], [105.15, 19.9], [105.33, 19.88], [105.46, 19.9], [105.58, 19.88], [105.7, 19.89], [105.76, 19.88]],
  [[105.44, 20.36], [105.56, 20.2], [105.67, 20.12], [105.8, 20.0], [105.93, 19.95], [106.02, 19.95]],
  [[105.45, 19.62], [105.6, 19.66], [105.72, 19.62], [105.8, 19.52], [105.83, 19.45]],
]

const places = [
  ['TP Thanh Hoá', 105.775, 19.81, 'e', 2], ['Sầm Sơn', 105.9, 19.745, 'se'], ['Bỉm Sơn', 105.86, 20.085, 'e'], ['Nga Sơn', 105.975, 20.01, 'n'], ['Hà Trung', 105.85, 20.01, 'w'],
  ['Hậu Lộc', 105.905, 19.925, 'e'], ['Vĩnh Lộc', 105.63, 20.04, 'e'], ['Yên Định', 105.65, 19.965, 'e'], ['Thiệu Hoá', 105.685, 19.885, 'e'], ['Thọ Xuân', 105.515, 19.935, 'w'],
  ['Triệu Sơn', 105.585, 19.815, 's'], ['Nông Cống', 105.66, 19.65, 'e'], ['Quảng Xương', 105.79, 19.69, 'e'], ['Nghi Sơn', 105.77, 19.44, 'w'], ['Như Thanh', 105.57, 19.63, 's'],
  ['Như Xuân', 105.42, 19.66, 'w'], ['Thường Xuân', 105.345, 19.9, 's'], ['Lang Chánh', 105.24, 20.15, 'w'], ['Ngọc Lặc', 105.375, 20.09, 'e'], ['Cẩm Thuỷ', 105.475, 20.205, 'e'],
  ['Thạch Thành', 105.67, 20.135, 'e'], ['Bá Thước', 105.235, 20.335, 'n'], ['Quan Hoá', 105.1, 20.375, 'n'], ['Quan Sơn', 104.98, 20.245, 's'], ['Mường Lát', 104.61, 20.53, 'n'], ['Na Mèo', 104.66, 20.285, 's'],
]

/** Managed routes from kilometre 0, with the place of the shield as a share of the length. */
const lines = {
  QL10: { line: [[105.99, 20.06], [105.975, 20.01], [105.89, 19.92], [105.83, 19.86], [105.8, 19.835]], shield: 0.24 },
  QL15: { line: [[105.05, 20.53], [105.1, 20.375], [105.2, 20.27], [105.24, 20.15], [105.375, 20.09], [105.38, 19.98], [105.36, 19.82], [105.42, 19.66]], shield: 0.9 },
  QL15C: { line: [[105.1, 20.375], [104.97, 20.42], [104.85, 20.42], [104.72, 20.47], [104.61, 20.53], [104.5, 20.57]], shield: 0.7 },
  QL16: { line: [[104.5, 20.57], [104.56, 20.47], [104.66, 20.41], [104.75, 20.35], [104.83, 20.22]], shield: 0.66 },
  QL45: { line: [[105.77, 20.19], [105.67, 20.135], [105.63, 20.04], [105.65, 19.965], [105.685, 19.885], [105.775, 19.81], [105.7, 19.72], [105.66, 19.65], [105.57, 19.63], [105.42, 19.66]], shield: 0.68 },
  QL47: { line: [[105.9, 19.745], [105.775, 19.81], [105.7, 19.805], [105.585, 19.815], [105.5, 19.87], [105.43, 19.89], [105.345, 19.9]], shield: 0.52 },
  QL217: { line: [[105.85, 20.0], [105.75, 20.06], [105.63, 20.04], [105.54, 20.12], [105.475, 20.205], [105.37, 20.27], [105.235, 20.335], [105.12, 20.3], [104.98, 20.245], [104.83, 20.24], [104.66, 20.285]], shield: 0.6 },
  QL217B: { line: [[105.86, 20.085], [105.76, 20.12], [105.67, 20.135], [105.6, 20.24], [105.5, 20.3], [105.475, 20.205]], shield: 0.12 },
  'ĐT.506': { line: [[105.515, 19.935], [105.58, 19.96], [105.65, 19.965]], shield: 0.5, dy: 17 },
  'ĐT.518': { line: [[105.65, 19.965], [105.57, 20.02], [105.5, 20.1], [105.475, 20.205]], shield: 0.3, dx: -26 },
  'ĐT.519': { line: [[105.375, 20.09], [105.28, 20.02], [105.23, 19.93], [105.17, 19.82]], shield: 0.88 },
  'ĐT.520': { line: [[105.57, 19.63], [105.5, 19.58], [105.4, 19.6], [105.28, 19.66]], shield: 0.36, dx: -30, dy: 20 },
  'ĐT.521': { line: [[105.1, 20.375], [104.98, 20.34], [104.88, 20.35], [104.8, 20.3]], shield: 0.8 },
  'ĐT.530': { line: [[105.24, 20.15], [105.14, 20.13], [105.05, 20.08], [104.97, 20.05]], shield: 0.97, dx: -4, dy: 16 },
}
const highway = [[105.89, 20.13], [105.86, 20.085], [105.845, 20.01], [105.83, 19.92], [105.775, 19.81], [105.79, 19.69], [105.78, 19.55], [105.77, 19.44], [105.74, 19.32]]

/** A smooth path through points (Catmull–Rom as Bézier curves). */
function smooth(points, closed = false) {
  const p = points.map(([lon, lat]) => [x(lon), y(lat)])
  const at = (i) => (closed ? p[(i + p.length) % p.length] : p[Math.max(0, Math.min(p.length - 1, i))])
  const f = (n) => n.toFixed(1)
  let d = `M${f(p[0][0])} ${f(p[0][1])}`
  for (let i = 0; i < p.length - (closed ? 0 : 1); i++) {
    const [a, b, c, e] = [at(i - 1), at(i), at(i + 1), at(i + 2)]
    d += `C${f(b[0] + (c[0] - a[0]) / 6)} ${f(b[1] + (c[1] - a[1]) / 6)} ${f(c[0] - (e[0] - b[0]) / 6)} ${f(c[1] - (e[1] - b[1]) / 6)} ${f(c[0])} ${f(c[1])}`
  }
  return d + (closed ? 'Z' : '')
}

/** The point at a share (0–1) of a line's length. */
function along(line, share) {
  const p = line.map(([lon, lat]) => [x(lon), y(lat)])
  const lengths = p.slice(1).map((q, i) => Math.hypot(q[0] - p[i][0], q[1] - p[i][1]))
  let left = share * lengths.reduce((a, b) => a + b, 0)
  for (let i = 0; i < lengths.length; i++) {
    if (left <= lengths[i]) return [p[i][0] + (p[i + 1][0] - p[i][0]) * left / lengths[i], p[i][1] + (p[i + 1][1] - p[i][1]) * left / lengths[i]]
    left -= lengths[i]
  }
  return p.at(-1)
}

function place([name, lon, lat, side, size = 1]) {
  const [px, py] = [x(lon), y(lat)]
  const shift = { e: [8, 4, 'start'], w: [-8, 4, 'end'], n: [0, -8, 'middle'], s: [0, 17, 'middle'], se: [4, 16, 'start'] }[side]
  const dot = size > 1
    ? `<rect x="${px - 5}" y="${py - 5}" width="10" height="10" fill="#fff" stroke="#222" stroke-width="2"/>`
    : `<circle cx="${px}" cy="${py}" r="3.2" fill="#fff" stroke="#222" stroke-width="1.3"/>`
  const text = `x="${px + shift[0]}" y="${py + shift[1]}" text-anchor="${shift[2]}" font-size="${size > 1 ? 15 : 12}"${size > 1 ? ' font-weight="bold"' : ''}`
  return `${dot}<text ${text} stroke="#fff" stroke-width="3" stroke-linejoin="round" opacity=".85">${name}</text><text ${text}>${name}</text>`
}

function shield(id, { line, shield: share, dx = 0, dy = 0 }) {
  const [sx, sy] = along(line, share)
  const [px, py] = [sx + dx, sy + dy]
  const w = id.length * 6.6 + 8
  const color = id.startsWith('QL') ? '#b3271e' : '#7a5a12'
  return `<g><rect x="${px - w / 2}" y="${py - 8}" width="${w}" height="16" rx="3" fill="#fff" stroke="${color}" stroke-width="1.4"/>
    <text x="${px}" y="${py + 4.2}" font-size="11" font-weight="bold" text-anchor="middle" fill="${color}">${id}</text></g>`
}

/** The map. marks: [{ route, at: 'Km98+350…', kind: 'slide' | 'black', no }]; lengths: km by route. */
export function map({ marks, lengths, legend: withLegend = true }) {
  const symbols = marks.map((m) => {
    const km = Number(m.at.match(/Km(\d+)/)[1])
    const [px, py] = along(lines[m.route].line, Math.min(1, km / lengths[m.route]))
    return m.kind === 'slide'
      ? `<path d="M${px} ${py - 10}l9.5 16.5h-19z" fill="#f2b134" stroke="#7a1f14" stroke-width="1.3"/><text x="${px}" y="${py + 4.6}" font-size="9.5" font-weight="bold" text-anchor="middle">${m.no}</text>`
      : `<circle cx="${px}" cy="${py}" r="7.5" fill="#16181d" stroke="#fff" stroke-width="1.5"/><text x="${px}" y="${py + 3.6}" font-size="10" font-weight="bold" fill="#fff" text-anchor="middle">${m.no}</text>`
  })
  const note = (tx, ty, text, turn = 0) => `<text transform="translate(${tx} ${ty}) rotate(${turn})" font-size="14" font-style="italic" fill="#6a7887" letter-spacing="2" text-anchor="middle">${text}</text>`
  return svg(width, height, [
    `<defs><linearGradient id="land" x1="0" y1="0" x2="1" y2="0.6"><stop offset="0" stop-color="#cfdcb8"/><stop offset=".45" stop-color="#e3e8c9"/><stop offset="1" stop-color="#f6f1da"/></linearGradient>
     <linearGradient id="sea" x1="0" x2="1"><stop offset="0" stop-color="#d7e8f3"/><stop offset="1" stop-color="#b4d3e8"/></linearGradient></defs>`,
    `<rect width="${width}" height="${height}" fill="#fbfbf8"/>`,
    `<path d="M${x(106.07)} ${y(20.0)}L${width} ${y(20.06)}V${height}H${x(105.8)}L${x(105.82)} ${y(19.31)}L${x(105.83)} ${y(19.5)}L${x(105.93)} ${y(19.75)}Z" fill="url(#sea)"/>`,
    `<path d="${smooth(border, true)}" fill="url(#land)" stroke="#8a8f7a" stroke-width="1.6" stroke-dasharray="10 3 2 3"/>`,
    ...rivers.map((r, i) => `<path d="${smooth(r)}" fill="none" stroke="#8fbbdc" stroke-width="${[4, 3.4, 2.6, 2.2][i]}" stroke-linecap="round"/>`),
    `<path d="${smooth(highway)}" fill="none" stroke="#9aa0a8" stroke-width="4"/><path d="${smooth(highway)}" fill="none" stroke="#fff" stroke-width="1.6"/>`,
    ...Object.entries(lines).map(([id, l]) => `<path d="${smooth(l.line)}" fill="none" stroke="${id.startsWith('QL') ? '#c8362b' : '#c08a1e'}" stroke-width="${id.startsWith('QL') ? 3 : 2.2}" stroke-linecap="round"/>`),
    ...places.map(place),
    ...Object.entries(lines).map(([id, l]) => shield(id, l)),
    ...symbols,
    note(x(104.62), y(20.05), 'CHDCND LÀO'), note(x(105.55), y(20.52), 'HOÀ BÌNH'), note(x(105.98), y(20.22), 'NINH BÌNH'), note(x(105.12), y(19.5), 'NGHỆ AN'), note(x(105.99), y(19.55), 'BIỂN ĐÔNG', -68),
    `<g transform="translate(676 56)"><path d="M0 -36L9 6L0 -1L-9 6Z" fill="#333"/><text y="24" font-size="14" font-weight="bold" text-anchor="middle">B</text></g>`,
    withLegend ? legend() : '',
    `<rect x="1" y="1" width="${width - 2}" height="${height - 2}" fill="none" stroke="#444"/>`,
  ])
}

function legend() {
  const row = (i, sign, text) => `<g transform="translate(14 ${28 + i * 20})">${sign}<text x="38" y="4" font-size="12">${text}</text></g>`
  return `<g transform="translate(10 424)"><rect width="262" height="166" fill="#fff" stroke="#666" stroke-width=".8"/>
    <text x="131" y="16" font-size="12.5" font-weight="bold" text-anchor="middle">CHÚ GIẢI</text>
    ${row(0, '<path d="M0 0h28" stroke="#c8362b" stroke-width="3"/>', 'Quốc lộ uỷ thác quản lý')}
    ${row(1, '<path d="M0 0h28" stroke="#c08a1e" stroke-width="2.2"/>', 'Đường tỉnh có vị trí bị thiệt hại, điểm đen')}
    ${row(2, '<path d="M0 0h28" stroke="#9aa0a8" stroke-width="4"/><path d="M0 0h28" stroke="#fff" stroke-width="1.6"/>', 'Quốc lộ 1 (không thuộc phạm vi quản lý)')}
    ${row(3, '<path d="M0 0h28" stroke="#8fbbdc" stroke-width="4"/>', 'Sông chính')}
    ${row(4, '<path d="M14 -9l9 15h-18z" fill="#f2b134" stroke="#7a1f14"/>', 'Vị trí thiệt hại (số thứ tự theo Bảng 6)')}
    ${row(5, '<circle cx="14" r="7.5" fill="#16181d"/>', 'Điểm đen TNGT (số thứ tự theo Bảng 8)')}
    <text x="131" y="157" font-size="11" font-style="italic" text-anchor="middle">Sơ đồ minh hoạ, không theo tỷ lệ</text></g>`
}

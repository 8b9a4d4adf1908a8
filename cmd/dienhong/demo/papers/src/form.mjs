// The form of an administrative document (Decree 30/2020/NĐ-CP, annex I) and the Vietnamese way to write numbers.

const vi = (digits) => new Intl.NumberFormat('vi-VN', { minimumFractionDigits: digits, maximumFractionDigits: digits })
const whole = vi(0), tenth = vi(1), hundredth = vi(2)

/** 1.234.567 */
export const num = (n) => whole.format(n)
/** 12,5 */
export const one = (n) => tenth.format(n)
/** 12,50 */
export const two = (n) => hundredth.format(n)
/** đồng as thousands of đồng; papers state no amount that is not whole thousands in such a column. */
export const thousand = (dong) => {
  if (dong % 1000) throw new Error(`${dong} is not whole thousands`)
  return dong === 0 ? '–' : num(dong / 1000)
}
/** 1.234.567.000 đồng, never broken over a line */
export const vnd = (dong) => `<span class="nowrap">${num(dong)} đồng</span>`
/** 233,5 tỷ đồng */
export const billion = (dong) => `<span class="nowrap">${one(dong / 1e9)} tỷ đồng</span>`
/** 74,2% */
export const percent = (part, all) => `${one(100 * part / all)}%`
/** 05 for 5, as administrative papers write small counts */
export const count = (n) => String(n).padStart(2, '0')

/** 1234567 read aloud: một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy */
export function spoken(n) {
  const digit = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín']
  const triple = (t, full) => {
    const h = Math.floor(t / 100), d = Math.floor(t / 10) % 10, u = t % 10
    const out = []
    if (h || full) out.push(digit[h], 'trăm')
    if (d === 0 && u && (h || full)) out.push('linh')
    if (d === 1) out.push('mười')
    if (d > 1) out.push(digit[d], 'mươi')
    if (u) out.push(u === 1 && d > 1 ? 'mốt' : u === 5 && d > 0 ? 'lăm' : u === 4 && d > 1 ? 'tư' : digit[u])
    return out.join(' ')
  }
  const scale = ['', 'nghìn', 'triệu', 'tỷ']
  const groups = []
  for (let rest = n; rest > 0; rest = Math.floor(rest / 1000)) groups.push(rest % 1000)
  const words = groups.map((g, i) => (g ? `${triple(g, i < groups.length - 1)} ${scale[i]}`.trim() : '')).reverse().filter(Boolean).join(' ')
  return words[0].toUpperCase() + words.slice(1)
}

/** National title and motto, agency, number and date. agency: [higher, own]; date null leaves the day open. */
export function head({ agency, no, date, draft = false, about = '' }) {
  const place = date
    ? `Thanh Hoá, ngày ${date.split('/')[0]} tháng ${Number(date.split('/')[1]) < 3 ? date.split('/')[1] : Number(date.split('/')[1])} năm ${date.split('/')[2]}`
    : 'Thanh Hoá, ngày &emsp;&ensp; tháng 10 năm 2026'
  return `<table class="head"><tr>
    <td class="agency"><p>${agency[0]}</p><p class="own">${agency[1]}</p><hr>
      <p class="no">Số: ${no}</p>${about ? `<p class="about">${about}</p>` : ''}${draft ? '<p class="draft">DỰ THẢO</p>' : ''}</td>
    <td class="nation"><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p class="motto">Độc lập - Tự do - Hạnh phúc</p><hr>
      <p class="place">${place}</p></td></tr></table>`
}

export const department = ['UBND TỈNH THANH HOÁ', 'SỞ GIAO THÔNG VẬN TẢI']
export const office = (name) => ['SỞ GIAO THÔNG VẬN TẢI', name]

/** The kind of document and what it is about. */
export const title = (kind, about) => `<div class="title"><h1>${kind}</h1><p>${about}</p><hr></div>`

/** Handwriting in blue ink: made-up strokes, one hand per person. */
const hands = {
  director: 'M6 44C18 6 34 2 32 22S14 58 20 60 52 20 62 18s-4 30 6 28 14-22 22-22-2 20 8 18 20-30 34-34-22 34-8 30 20-16 30-16M14 66C60 52 110 48 158 50',
  deputy: 'M8 30C30 4 58 0 56 14S18 62 16 58 60 26 66 28s-12 24-2 22 16-18 22-18-6 18 2 17 14-12 20-13 8 10 16 6 18-14 34-16M96 12c-4 20-10 40-18 52',
  roads: 'M10 54C12 20 20 4 26 10s-2 44 4 42S50 8 58 10s-6 40 2 40 14-16 20-18 0 18 8 16 10-12 18-14 4 12 12 10 14-10 30-14M22 62c40-10 80-8 120-14',
  finance: 'M12 40c6-24 26-36 32-28S22 56 26 58s24-28 32-28-4 20 4 20 14-20 20-20 0 16 8 16 12-20 22-24-2 26 8 24 16-10 26-12M60 62c24-4 50-6 78-4',
  traffic: 'M8 20c12 14 16 34 14 40M30 12c-4 20-8 36-8 46S60 20 68 24s-8 26 0 26 14-18 20-18 0 16 8 16 16-26 28-30-14 32-2 30 14-8 28-12M18 38c20-4 30-8 44-10',
  office: 'M14 52C10 20 30 6 40 12S36 56 20 56s34-30 44-30-2 24 6 24 12-16 18-18 2 16 8 16 14-26 22-30-10 34 0 32 16-12 30-14',
  clerk: 'M12 28c20-10 34-8 28 6S18 58 26 58s30-26 38-26 0 18 8 18 12-14 18-16 4 14 10 12 12-10 26-12',
}
export const hand = (who) => `<svg class="hand" viewBox="0 0 166 70"><path d="${hands[who]}"/></svg>`

/** Where the seal is put: print.mjs turns this link into a stamp annotation. */
export const seal = '<a class="seal" href="https://seal.invalid/">&nbsp;</a>'

/** Recipients on the left, signature on the right. capacity: lines in capitals; signed: who's hand, or '' */
export function close({ to = [], capacity, name, signed = '', sealed = false }) {
  return `<table class="close"><tr>
    <td class="to">${to.length ? `<p class="label">Nơi nhận:</p>${to.map((t, i) => `<p>- ${t}${i < to.length - 1 ? ';' : '.'}</p>`).join('')}` : ''}</td>
    <td class="sign">${capacity.map((c) => `<p>${c}</p>`).join('')}
      <div class="space">${sealed ? seal : ''}${signed ? hand(signed) : ''}</div><p class="name">${name}</p></td></tr></table>`
}

/** A table. columns: { head, css, width }; rows: arrays of cells or { cells, css }; heads: own thead rows as HTML. */
export function table({ caption = '', unit = '', columns, heads = '', rows, css = '' }) {
  const group = columns.map((c) => `<col${c.width ? ` style="width:${c.width}"` : ''}>`).join('')
  const body = rows.map((r) => {
    const { cells, css: rowCss = '' } = Array.isArray(r) ? { cells: r } : r
    let at = 0
    return `<tr class="${rowCss}">${cells.map((c) => {
      const { text, span = 1, css: own } = typeof c === 'object' && c !== null ? c : { text: c }
      const tag = `<td class="${own ?? columns[at].css ?? ''}"${span > 1 ? ` colspan="${span}"` : ''}>${text ?? ''}</td>`
      at += span
      return tag
    }).join('')}</tr>`
  }).join('')
  return `${caption ? `<p class="caption">${caption}</p>` : ''}${unit ? `<p class="unit">Đơn vị tính: ${unit}</p>` : ''}
    <table class="grid ${css}"><colgroup>${group}</colgroup><thead>${heads || `<tr>${columns.map((c) => `<th>${c.head}</th>`).join('')}</tr>`}</thead><tbody>${body}</tbody></table>`
}

/** The whole page; sheets: names of style sheets beside this file. */
export const page = ({ title: name, sheets, body }) => `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>${name}</title>
  ${sheets.map((s) => `<link rel="stylesheet" href="${new URL(s, import.meta.url)}">`).join('')}</head><body>${unbroken(body)}</body></html>`

/** Numbers of papers stay on one line, and so does a figure with its unit. */
const unbroken = (body) => body
  .replace(/\d+\/[A-ZĐ]{2,}(?:-[A-ZĐ]+)?/g, '<span class="nowrap">$&</span>')
  .replace(/(\d) (?=(?:m|m²|m³|km|cm|mm|giờ|làn|cầu|vụ|tuyến|tấn|tỷ|triệu|nghìn|đồng|điểm|vị trí|công trình)(?![\p{L}]))/gu, '$1\u00a0')
  .replace(/(Km\d+\+\d+) – (?=Km)/g, '$1 –\u200b ')

/** Says on the last page that the content is made up. */
export const madeUp = '<p class="made-up">Tài liệu minh hoạ; nhân danh và số liệu trong tài liệu là hư cấu.</p>'

// A red round seal as a stamp annotation, as signing tools leave it on a paper. The seal says itself that it is none:
// "TÀI LIỆU MINH HOẠ" stands in its ring.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'

const side = 640
const red = [196, 30, 40]

const script = `
const c = document.getElementById('c'), g = c.getContext('2d', { willReadFrequently: true }), r = ${side} / 2
g.translate(r, r)
const ring = (radius, width) => { g.lineWidth = width; g.beginPath(); g.arc(0, 0, radius, 0, 7); g.stroke() }
ring(r - 8, 11); ring(r - 24, 3.5); ring(r - 108, 4)
function around(text, from, to, radius, outward) {
  g.font = 'bold 62px Tinos'
  const chars = [...text], widths = chars.map((ch) => g.measureText(ch).width), all = widths.reduce((a, b) => a + b, 0)
  let at = 0
  chars.forEach((ch, i) => {
    const angle = from + (to - from) * (at + widths[i] / 2) / all
    at += widths[i]
    g.save(); g.rotate(angle); g.translate(0, outward ? -radius : radius); g.textAlign = 'center'; g.fillText(ch, 0, 0); g.restore()
  })
}
around('UBND TỈNH THANH HOÁ', -1.32, 1.32, r - 88, true)
around('TÀI LIỆU MINH HOẠ', 1.22, -1.22, r - 44, false)
for (const a of [-1.63, 1.63]) { g.save(); g.rotate(a); star(0, -(r - 66), 22); g.restore() }
function star(x, y, size) {
  g.beginPath()
  for (let i = 0; i < 10; i++) { const a = Math.PI * i / 5, q = i % 2 ? size * 0.382 : size; g.lineTo(x + q * Math.sin(a), y - q * Math.cos(a)) }
  g.fill()
}
star(0, -118, 52)
g.textAlign = 'center'
g.font = 'bold 58px Tinos'; g.fillText('SỞ', 0, -8)
g.font = 'bold 55px Tinos'; g.fillText('GIAO THÔNG', 0, 58); g.fillText('VẬN TẢI', 0, 124)
let seed = 7
const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648
const soft = document.createElement('canvas'); soft.width = soft.height = 40
const n = soft.getContext('2d'), grain = n.createImageData(40, 40)
for (let i = 0; i < 1600; i++) grain.data[4 * i + 3] = 40 + 215 * random()
n.putImageData(grain, 0, 0)
const uneven = document.createElement('canvas'); uneven.width = uneven.height = ${side}
const u = uneven.getContext('2d', { willReadFrequently: true }); u.drawImage(soft, 0, 0, ${side}, ${side})
const ink = g.getImageData(0, 0, ${side}, ${side}).data, spread = u.getImageData(0, 0, ${side}, ${side}).data
let out = ''
for (let i = 3; i < ink.length; i += 4) {
  const thin = spread[i] < 105 ? 0.55 : 1
  out += String.fromCharCode(Math.round(ink[i] * thin * (0.74 + 0.18 * spread[i] / 255) * (random() < 0.025 ? 0.5 : 1) / 8) * 8)
}
window.seal = btoa(out)
window.sealPicture = (red) => {
  const d = g.createImageData(${side}, ${side})
  for (let i = 0; i < out.length; i++) d.data.set([...red, out.charCodeAt(i)], 4 * i)
  g.setTransform(1, 0, 0, 1, 0, 0); g.putImageData(d, 0, 0)
  return c.toDataURL('image/png')
}`

/** Draws the seal: alpha says how much ink lies on each of its pixels, picture is the same as a PNG in a data address. */
export async function drawSeal(chromium, scratch) {
  const path = join(scratch, 'seal.html')
  writeFileSync(path, `<canvas id="c" width="${side}" height="${side}"></canvas><p style="font:bold 9px Tinos">ỈẢẬẠ</p>`)
  return chromium.page(path, async (page) => {
    await page.run(script)
    return { alpha: Buffer.from(await page.run('window.seal'), 'base64'), picture: await page.run(`sealPicture(${JSON.stringify(red)})`) }
  })
}

/** Turns every link to seal.invalid into a stamp annotation that shows the seal, by an incremental update. */
export function stamp(pdf, { alpha }) {
  const text = pdf.toString('latin1')
  const size = Number(text.match(/\/Size (\d+)/)[1])
  const [, root] = text.match(/\/Root (\d+ 0 R)/)
  const info = text.match(/\/Info (\d+ 0 R)/)?.[1]
  const previous = Number(text.match(/startxref\s+(\d+)\s+%%EOF\s*$/)[1])
  const links = [...text.matchAll(/\n(\d+) 0 obj\n<<\/Type \/Annot\n\/Subtype \/Link\n(?:(?!endobj)[\s\S])*?\/Rect \[([^\]]+)\](?:(?!endobj)[\s\S])*?seal\.invalid/g)]
  if (links.length === 0) throw new Error('the paper has no place for the seal')

  const mask = deflateSync(alpha, { level: 9 })
  const parts = [Buffer.from('\n')]
  const offsets = new Map()
  let at = pdf.length + 1
  const add = (id, head, stream) => {
    offsets.set(id, at)
    const chunk = stream
      ? Buffer.concat([Buffer.from(`${id} 0 obj\n<<${head}/Length ${stream.length}>> stream\n`, 'latin1'), stream, Buffer.from('\nendstream\nendobj\n')])
      : Buffer.from(`${id} 0 obj\n<<${head}>>\nendobj\n`, 'latin1')
    parts.push(chunk)
    at += chunk.length
  }
  const [maskId, imageId, formId] = [size, size + 1, size + 2]
  add(maskId, `/Type/XObject/Subtype/Image/Width ${side}/Height ${side}/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode`, mask)
  add(imageId, `/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8/SMask ${maskId} 0 R`, Buffer.from(red))
  add(formId, `/Type/XObject/Subtype/Form/BBox[0 0 100 100]/Resources<</XObject<</Seal ${imageId} 0 R>>>>`, Buffer.from('q 100 0 0 100 0 0 cm /Seal Do Q'))
  for (const [, id, rect] of links) {
    add(Number(id), `/Type/Annot/Subtype/Stamp/Name/Dau/F 196/Rect[${rect}]/Contents(Seal of the demonstration)/AP<</N ${formId} 0 R>>`)
  }
  const ids = [...offsets.keys()].sort((a, b) => a - b)
  const table = ids.map((id) => `${id} 1\n${String(offsets.get(id)).padStart(10, '0')} 00000 n \n`).join('')
  parts.push(Buffer.from(`xref\n${table}trailer\n<</Size ${size + 3}/Root ${root}${info ? `/Info ${info}` : ''}/Prev ${previous}>>\nstartxref\n${at}\n%%EOF\n`, 'latin1'))
  return Buffer.concat([pdf, ...parts])
}

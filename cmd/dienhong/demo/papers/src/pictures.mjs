// Pictures for the slides and the safety report: painted by a shader (pictures/scene.glsl), and a page that looks as
// if it had come out of a scanner. A painted picture takes minutes without a graphics card, so it is kept as a JPEG in
// the scratch folder.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Names of the scenes, in the order of the constants of the shader. */
export const scenes = ['mountain', 'slide', 'plain', 'flood', 'bridge', 'night', 'asphalt', 'bend']

const wide = 1200, high = 675 // of the finished picture; it is drawn larger and made smaller, against jagged edges
const over = 1.25

export const picture = (scratch, name) => `file://${join(scratch, `${name}.jpg`)}`

/** Draws those of the named pictures that are missing, or all of them when anew. */
export async function drawPictures(chromium, scratch, names, anew) {
  const glsl = readFileSync(new URL('pictures/scene.glsl', import.meta.url), 'utf8')
  for (const name of names) {
    const file = join(scratch, `${name}.jpg`)
    if (existsSync(file) && !anew) continue
    const html = join(scratch, 'scene.html')
    writeFileSync(html, `<canvas id="c"></canvas><script type="x" id="f">${glsl}</script><script>${draw}</script>`)
    const base64 = await chromium.page(html, (page) => page.run(`draw(${scenes.indexOf(name)}, ${wide}, ${high}, ${over})`))
    writeFileSync(file, Buffer.from(base64, 'base64'))
    console.log(`${name}.jpg: ${Math.round(base64.length * 0.75 / 1024)} KiB`)
  }
}

/** Prints a page, puts it askew on a scanner, and keeps what comes out as name.jpg: 150 dots an inch, gray paper, dust. */
export async function scan(chromium, scratch, name, html) {
  const source = join(scratch, `${name}.html`)
  writeFileSync(source, html)
  const shot = await chromium.page(source, async (page) => {
    await page.call('Emulation.setDeviceMetricsOverride', { width: 794, height: 1123, deviceScaleFactor: 1.5625, mobile: false })
    return (await page.call('Page.captureScreenshot', { format: 'png' })).data
  })
  const table = join(scratch, 'scanner.html')
  writeFileSync(table, `<canvas id="c"></canvas><img id="i" src="data:image/png;base64,${shot}"><script>${scanner}</script>`)
  const base64 = await chromium.page(table, (page) => page.run('scan()'))
  writeFileSync(join(scratch, `${name}.jpg`), Buffer.from(base64, 'base64'))
}

const scanner = `
function scan() {
  const i = document.getElementById('i'), c = document.getElementById('c')
  const w = c.width = i.naturalWidth, h = c.height = i.naturalHeight, g = c.getContext('2d', { willReadFrequently: true })
  let seed = 11
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648
  g.fillStyle = '#d4d1c8'; g.fillRect(0, 0, w, h)
  g.save(); g.translate(w / 2, h / 2); g.rotate(-0.0105); g.filter = 'blur(0.55px) contrast(0.9) brightness(0.985)'
  g.drawImage(i, -w / 2 + 4, -h / 2 + 3); g.restore()
  const shade = g.createLinearGradient(0, 0, w, 0) // the lid does not quite close, the paper was folded
  shade.addColorStop(0, 'rgba(60,56,48,.34)'); shade.addColorStop(0.035, 'rgba(120,114,100,.10)'); shade.addColorStop(0.3, 'rgba(120,114,100,0)')
  shade.addColorStop(0.96, 'rgba(120,114,100,.02)'); shade.addColorStop(1, 'rgba(70,66,58,.22)')
  g.fillStyle = shade; g.fillRect(0, 0, w, h)
  const fold = g.createLinearGradient(0, h * 0.495, 0, h * 0.512)
  fold.addColorStop(0, 'rgba(90,86,76,0)'); fold.addColorStop(0.45, 'rgba(90,86,76,.13)'); fold.addColorStop(0.55, 'rgba(255,255,255,.25)'); fold.addColorStop(1, 'rgba(255,255,255,0)')
  g.fillStyle = fold; g.fillRect(0, h * 0.495, w, h * 0.017)
  g.fillStyle = 'rgba(70,66,58,.55)'
  for (let k = 0; k < 130; k++) { g.beginPath(); g.arc(random() * w, random() * h, 0.4 + random() * 0.9, 0, 7); g.fill() }
  for (const y of [0.14, 0.86]) { g.fillStyle = 'rgba(45,42,38,.62)'; g.beginPath(); g.arc(w * 0.028, h * y, 15, 0, 7); g.fill() }
  const d = g.getImageData(0, 0, w, h), p = d.data
  for (let k = 0; k < p.length; k += 4) {
    const n = (random() - 0.5) * 9
    p[k] = p[k] * 0.985 + n; p[k + 1] = p[k + 1] * 0.98 + n; p[k + 2] = p[k + 2] * 0.95 + n
  }
  g.putImageData(d, 0, 0)
  return c.toDataURL('image/jpeg', 0.6).split(',')[1]
}`

const draw = `
async function draw(scene, wide, high, over) {
  const c = document.getElementById('c'); c.width = wide * over; c.height = high * over
  const gl = c.getContext('webgl2', { preserveDrawingBuffer: true, antialias: false })
  const shader = (type, source) => {
    const s = gl.createShader(type); gl.shaderSource(s, source); gl.compileShader(s)
    if (!gl.getShaderParameter(s, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(s))
    return s
  }
  const p = gl.createProgram()
  gl.attachShader(p, shader(gl.VERTEX_SHADER, '#version 300 es\\nvoid main() { gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0); }'))
  gl.attachShader(p, shader(gl.FRAGMENT_SHADER, document.getElementById('f').textContent.trim()))
  gl.linkProgram(p)
  if (!gl.getProgramParameter(p, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(p))
  gl.useProgram(p)
  gl.viewport(0, 0, c.width, c.height)
  gl.uniform2f(gl.getUniformLocation(p, 'size'), c.width, c.height)
  gl.uniform1i(gl.getUniformLocation(p, 'scene'), scene)
  gl.enable(gl.SCISSOR_TEST)
  const one = new Uint8Array(4)
  for (let y = 0; y < c.height; y += 12) { // in strips, for a long draw would be taken for a hang
    gl.scissor(0, y, c.width, 12)
    gl.drawArrays(gl.TRIANGLES, 0, 3)
    gl.readPixels(0, y, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, one)
    await new Promise((r) => setTimeout(r))
  }
  const small = document.createElement('canvas'); small.width = wide; small.height = high
  const g = small.getContext('2d'); g.imageSmoothingQuality = 'high'; g.drawImage(c, 0, 0, wide, high)
  return small.toDataURL('image/jpeg', 0.8).split(',')[1]
}`

// A headless Chromium at the end of a pipe, spoken to in the DevTools protocol. Nothing from npm is needed.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const flags = [
  '--headless=new', '--no-sandbox', '--no-first-run', '--hide-scrollbars', '--disable-dev-shm-usage',
  '--use-angle=swiftshader', '--enable-unsafe-swiftshader', // the pictures are drawn by WebGL, in software
  '--force-color-profile=srgb', '--font-render-hinting=none', '--lang=vi',
  '--remote-debugging-pipe', 'about:blank',
]

/** Starts Chromium (CHROMIUM names another binary) and returns { page, close }. */
export async function launch() {
  const profile = mkdtempSync(join(tmpdir(), 'papers-'))
  const child = spawn(process.env.CHROMIUM ?? 'chromium', [`--user-data-dir=${profile}`, ...flags],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
  const [, , , input, output] = child.stdio
  const waiting = new Map()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.once('error', (err) => { for (const w of waiting.values()) w.reject(err) })
  ended.then(() => { for (const w of waiting.values()) w.reject(new Error('Chromium ended')) })
  let id = 0
  let rest = Buffer.alloc(0)
  output.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk])
    for (let end; (end = rest.indexOf(0)) >= 0; rest = rest.subarray(end + 1)) {
      const answer = JSON.parse(rest.subarray(0, end).toString())
      const w = waiting.get(answer.id)
      if (!w) continue
      waiting.delete(answer.id)
      if (answer.error) w.reject(new Error(`${w.method}: ${answer.error.message}`))
      else w.resolve(answer.result)
    }
  })
  const call = (method, params = {}, sessionId) => new Promise((resolve, reject) => {
    waiting.set(++id, { method, resolve, reject })
    input.write(JSON.stringify({ id, method, params, sessionId }) + '\0')
  })

  /** Opens a page on a file, waits for its fonts and pictures, lets use(page) work with it, and shuts it. */
  async function page(path, use) {
    const { targetId } = await call('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true })
    const run = async (expression) => {
      const { result, exceptionDetails } = await call('Runtime.evaluate',
        { expression, awaitPromise: true, returnByValue: true }, sessionId)
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
      return result.value
    }
    await call('Page.enable', {}, sessionId)
    await call('Page.navigate', { url: `file://${path}` }, sessionId)
    await run(`new Promise((done) => document.readyState === 'complete' && location.protocol === 'file:'
      ? done() : addEventListener('load', done))`).catch(() => {})
    while (!await run(`location.protocol === 'file:' && document.readyState === 'complete'`)) await new Promise((r) => setTimeout(r, 20))
    await run('document.fonts.ready.then(() => true)')
    try {
      return await use({ run, call: (method, params) => call(method, params, sessionId) })
    } finally {
      await call('Target.closeTarget', { targetId })
    }
  }

  async function close() {
    call('Browser.close').catch(() => {})
    await ended
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  return { page, close }
}

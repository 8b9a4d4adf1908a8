// Makes the PDFs beside this folder from the sources in it:
//
//   node cmd/dienhong/demo/papers/src/print.mjs [--pictures] [name …]
//
// It needs Node 20, Chromium (CHROMIUM names another binary) and the fonts Tinos and Noto Sans (Debian: fonts-croscore fonts-noto-core). Without names all
// papers are made. The pictures of the slides are painted in software, some minutes each; they are kept in a scratch folder
// (PAPERS_TMP, else the system's), and --pictures paints them anew.
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launch } from './chromium.mjs'
import { check } from './data.mjs'
import { drawPictures, scan } from './pictures.mjs'
import { drawSeal, stamp } from './seal.mjs'

const papers = ['bao-cao-quy-iii', 'phu-luc-khoi-luong', 'ke-hoach-quy-iv', 'to-trinh-dieu-chinh', 'du-thao-nghi-quyet', 'du-toan-kinh-phi', 'an-toan-giao-thong', 'ket-luan-quy-ii']

const src = dirname(fileURLToPath(import.meta.url))
const scratch = process.env.PAPERS_TMP ?? join(tmpdir(), 'dienhong-papers')
const args = process.argv.slice(2)
const asked = args.filter((a) => !a.startsWith('--'))
const unknown = asked.find((a) => !papers.includes(a))
if (unknown) throw new Error(`no paper "${unknown}"; there are: ${papers.join(', ')}`)

check()
mkdirSync(scratch, { recursive: true })
const chromium = await launch()
try {
  const seal = await drawSeal(chromium, scratch)
  for (const name of asked.length ? asked : papers) {
    const paper = (await import(`./${name}.mjs`)).default
    await drawPictures(chromium, scratch, paper.pictures ?? [], args.includes('--pictures'))
    for (const [picture, html] of Object.entries(paper.scans?.(seal.picture) ?? {})) await scan(chromium, scratch, picture, html)
    const html = join(scratch, `${name}.html`)
    writeFileSync(html, typeof paper.html === 'function' ? paper.html(scratch) : paper.html)
    const { data } = await chromium.page(html, (page) => page.call('Page.printToPDF',
      { preferCSSPageSize: true, printBackground: true, generateTaggedPDF: false }))
    let pdf = undated(Buffer.from(data, 'base64'))
    if (paper.sealed) pdf = stamp(pdf, seal)
    fontsAsMeant(name, pdf)
    writeFileSync(join(src, '..', `${name}.pdf`), pdf)
    console.log(`${name}.pdf: ${Math.round(pdf.length / 1024)} KiB`)
  }
} finally {
  await chromium.close()
}

/** The same sources make the same file whenever they are printed: the date is that of the papers. */
function undated(pdf) {
  return Buffer.from(pdf.toString('latin1').replace(/(\/(?:Creation|Mod)Date \(D:)\d{14}/g, '$120260928080000'), 'latin1')
}

/** Refuses a paper in which another font stands in for letters that the meant one lacks, as Liberation does for Vietnamese. */
function fontsAsMeant(name, pdf) {
  const fonts = new Set([...pdf.toString('latin1').matchAll(/\/BaseFont \/(?:[A-Z]{6}\+)?([\w-]+)/g)].map((m) => m[1]))
  const odd = [...fonts].filter((font) => !/^(Tinos|NotoSans)(-|$)/.test(font))
  if (fonts.size === 0 || odd.length) throw new Error(`${name}: printed with ${odd.join(', ') || 'no font'}; are fonts-croscore and fonts-noto-core installed?`)
}

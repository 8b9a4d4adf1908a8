// Vector charts, as SVG text. Sizes are in the SVG's own units; the page scales them to its width.
import { num, one } from './form.mjs'

const font = `font-family="Tinos"`
export const ink = { plan: '#9db7d5', done: '#1f5a9e' }

/** Grouped columns. groups: [{ name, values }]; series: [{ name, color }]; max and step of the scale; unit above it. */
export function columns({ groups, series, max, step, unit, width = 640, height = 300, digits = 0 }) {
  const left = 52, right = 8, top = 40, bottom = 44
  const w = width - left - right, h = height - top - bottom
  const y = (v) => top + h - h * v / max
  const label = digits ? one : num
  const out = []
  for (let v = 0; v <= max; v += step) {
    out.push(`<line x1="${left}" x2="${width - right}" y1="${y(v)}" y2="${y(v)}" stroke="${v ? '#d5dbe2' : '#333'}" stroke-width="${v ? 0.6 : 1}"/>`,
      `<text x="${left - 6}" y="${y(v) + 4}" font-size="12" text-anchor="end">${num(v)}</text>`)
  }
  out.push(`<text x="4" y="22" font-size="12" font-style="italic">${unit}</text>`)
  const slot = w / groups.length, bar = Math.min(34, slot * 0.72 / series.length)
  groups.forEach((g, i) => {
    const mid = left + slot * (i + 0.5)
    g.values.forEach((v, j) => {
      const x = mid + (j - series.length / 2) * bar
      out.push(`<rect x="${x + 1}" width="${bar - 2}" y="${y(v)}" height="${y(0) - y(v)}" fill="${series[j].color}"/>`,
        `<text x="${x + bar / 2}" y="${y(v) - 4}" font-size="10.5" text-anchor="middle">${label(v)}</text>`)
    })
    g.name.split('\n').forEach((line, k) => out.push(`<text x="${mid}" y="${top + h + 16 + 13 * k}" font-size="12" text-anchor="middle">${line}</text>`))
  })
  return svg(width, height, [...out, legend(series, width - right, 22)])
}

/** Lines over twelve months. series: [{ name, color, values, dash }] in %, labels on the last point. */
export function lines({ series, labels, max = 100, step = 20, unit, width = 640, height = 290 }) {
  const left = 44, right = 30, top = 40, bottom = 34
  const w = width - left - right, h = height - top - bottom
  const y = (v) => top + h - h * v / max
  const x = (i) => left + w * i / (labels.length - 1)
  const out = []
  for (let v = 0; v <= max; v += step) {
    out.push(`<line x1="${left}" x2="${width - right}" y1="${y(v)}" y2="${y(v)}" stroke="${v ? '#d5dbe2' : '#333'}" stroke-width="${v ? 0.6 : 1}"/>`,
      `<text x="${left - 6}" y="${y(v) + 4}" font-size="12" text-anchor="end">${num(v)}</text>`)
  }
  labels.forEach((l, i) => out.push(`<text x="${x(i)}" y="${top + h + 18}" font-size="12" text-anchor="middle">${l}</text>`))
  out.push(`<text x="4" y="22" font-size="12" font-style="italic">${unit}</text>`)
  for (const s of series) {
    const points = s.values.map((v, i) => [x(i), y(v)])
    out.push(`<polyline points="${points.map((p) => p.map((n) => n.toFixed(1)).join(',')).join(' ')}" fill="none" stroke="${s.color}" stroke-width="2.4"${s.dash ? ' stroke-dasharray="7 4"' : ''}/>`)
    points.forEach((p, i) => {
      out.push(`<circle cx="${p[0]}" cy="${p[1]}" r="3.4" fill="${s.dash ? '#fff' : s.color}" stroke="${s.color}" stroke-width="1.6"/>`)
      if (s.mark?.includes(i)) out.push(`<text x="${p[0] + (s.dx ?? 0)}" y="${p[1] + (s.dy ?? -9)}" font-size="12" font-weight="bold" fill="${s.color}" text-anchor="middle">${one(s.values[i])}</text>`)
    })
  }
  return svg(width, height, [...out, legend(series, width - right - 70, 18)])
}

function legend(series, right, y) {
  const widths = series.map((s) => 30 + s.name.length * 6.1)
  let x = right - widths.reduce((a, b) => a + b, 0)
  return series.map((s, i) => {
    const at = x
    x += widths[i]
    return `${s.values
      ? `<line x1="${at - 8}" x2="${at + 16}" y1="${y - 4}" y2="${y - 4}" stroke="${s.color}" stroke-width="2.4"${s.dash ? ' stroke-dasharray="7 4"' : ''}/>`
      : `<rect x="${at}" y="${y - 10}" width="16" height="11" fill="${s.color}"/>`}<text x="${at + 21}" y="${y}" font-size="12">${s.name}</text>`
  }).join('')
}

export const svg = (width, height, parts) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ${font}>${parts.join('')}</svg>`

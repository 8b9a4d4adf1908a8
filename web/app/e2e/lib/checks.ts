import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Violations of WCAG 2.2 A and AA that axe finds on the page as it is now, one text each. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource); // through the debugger: the page's own policy stays as strict as it is
  const found = await page.evaluate(async () => {
    const { axe: run } = window as unknown as { axe: typeof axe };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
    return (await run.run(document, { runOnly: { type: 'tag', values: tags } })).violations;
  });
  return found.map(
    (v) => `${v.id}: ${v.help}\n${v.nodes.map((n) => `  ${n.target.join(' ')}\n  ${n.html}`).join('\n')}`,
  );
}

/**
 * Targets smaller than limit CSS pixels in width or height. A link inside a sentence is excepted, as by
 * WCAG 2.5.8; a radio button or checkbox counts with its label.
 */
export function smallTargets(page: Page, limit = 48): Promise<string[]> {
  return page.evaluate((least) => {
    const selector =
      'button, a[href], input:not([type=hidden]), select, textarea, summary, ' +
      ['button', 'link', 'tab', 'checkbox', 'radio', 'switch', 'option', 'menuitem', 'slider']
        .map((role) => `[role=${role}]`)
        .join(', ');
    const faults: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>(selector)) {
      const style = getComputedStyle(element);
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      if (element.matches('a') && style.display === 'inline') continue;
      const choice = element.matches('input[type=radio], input[type=checkbox]');
      const label = choice ? (element as HTMLInputElement).labels?.[0] : undefined;
      const box = (label ?? element).getBoundingClientRect();
      // A skip link and its like are shrunk to a point until they have the focus.
      if (box.width <= 1 || box.height <= 1) continue;
      if (box.width >= least - 0.5 && box.height >= least - 0.5) continue;
      const name = element.getAttribute('aria-label') ?? element.textContent?.trim() ?? '';
      const size = `${Math.round(box.width)}×${Math.round(box.height)}`;
      faults.push(`<${element.tagName.toLowerCase()}> "${name.slice(0, 40)}" is ${size}, at least ${least}`);
    }
    return faults;
  }, limit);
}

/** A page that is wider than its window, with the elements that stick out. */
export function overflowFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.body.querySelectorAll('*')].filter(
      (e) => e.getBoundingClientRect().right > width + 1,
    );
    return [
      `the page scrolls sideways: ${document.documentElement.scrollWidth} in a window of ${width}`,
      ...wide.slice(0, 5).map((e) => `  ${e.outerHTML.slice(0, 120)}`),
    ];
  });
}

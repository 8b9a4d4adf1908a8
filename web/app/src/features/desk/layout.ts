import { signal } from '@preact/signals';
import { type TextSize, textSize } from '../../core/prefs';

/** The size of a letter in CSS pixels, as ui/base.css sets it. */
const letter: Record<TextSize, number> = { normal: 17, large: 19.1, larger: 22.3 };

const width = signal(globalThis.innerWidth ?? 0);
globalThis.addEventListener?.('resize', () => {
  width.value = innerWidth;
});

/** Whether the window is so many letters wide: whoever wants larger ones gets the layout of a smaller screen. */
export const roomFor = (rems: number): boolean => width.value >= rems * letter[textSize.value];

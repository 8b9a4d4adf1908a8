import { effect, type Signal, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';
export type TextSize = 'normal' | 'large' | 'larger';
export type Language = 'vi' | 'en';

interface Preferences {
  theme: Theme;
  text: TextSize;
  language: Language;
}

const key = 'dienhong.preferences';
const allowed = {
  theme: ['auto', 'light', 'dark'],
  text: ['normal', 'large', 'larger'],
  language: ['vi', 'en'],
} as const;

const oneOf = <T extends string>(value: unknown, from: readonly T[], usual: T): T =>
  from.find((one) => one === value) ?? usual;

/** Reads what was stored, and takes the usual for whatever is missing or unknown. */
export function readPreferences(text: string | null): Preferences {
  let held: Record<string, unknown> = {};
  try {
    held = { ...(JSON.parse(text ?? '{}') as Record<string, unknown>) };
  } catch {
    // as if nothing had been stored
  }
  return {
    theme: oneOf(held['theme'], allowed.theme, 'auto'),
    text: oneOf(held['text'], allowed.text, 'normal'),
    language: oneOf(held['language'], allowed.language, 'vi'),
  };
}

function stored(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is forbidden or absent
  }
}

const first = readPreferences(stored());

/** What the person at this device prefers. Writing one stores it. */
export const theme: Signal<Theme> = signal(first.theme);
export const textSize: Signal<TextSize> = signal(first.text);
export const language: Signal<Language> = signal(first.language);

/** Keeps the page and the store of the device in step with the preferences, also with those of other tabs. */
export function applyPreferences(): void {
  effect(() => {
    const root = document.documentElement;
    root.dataset['theme'] = theme.value;
    root.dataset['text'] = textSize.value;
    const now = JSON.stringify({ theme: theme.value, text: textSize.value, language: language.value });
    try {
      if (localStorage.getItem(key) !== now) localStorage.setItem(key, now);
    } catch {
      // they last as long as the page
    }
  });
  addEventListener('storage', (event) => {
    if (event.key !== key) return;
    const held = readPreferences(event.newValue);
    theme.value = held.theme;
    textSize.value = held.text;
    language.value = held.language;
  });
}

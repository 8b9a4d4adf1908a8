import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { language, type Language } from './prefs';

/** A message: a text, or a function that makes one from values. */
export type Message = string | ((...values: never[]) => string);

/** The messages of one part of the product. The Vietnamese ones are the type that the others have to fill. */
export type Messages = { readonly [key: string]: Message };

/** The same keys with the same values, in another language. */
export type Translation<M extends Messages> = {
  readonly [K in keyof M]: M[K] extends (...values: infer V) => string ? (...values: V) => string : string;
};

type Values<T> = T extends (...values: infer V) => string ? V : [];

/** Gives the message of a key in the language of the moment; whoever shows it is rendered anew when that changes. */
export type Translate<M extends Messages> = <K extends keyof M & string>(key: K, ...values: Values<M[K]>) => string;

const loaders: (() => Promise<void>)[] = [];
const shown = signal<Language>('vi');
const arrivals = signal(0);

/** The language that is shown: the preferred one, once its messages are there. */
export const shownLanguage: ReadonlySignal<Language> = computed(() => shown.value);

/**
 * Makes the function that gives messages. English is loaded only when somebody wants it. Each part of the product has
 * its own messages, so that no app loads those of another.
 */
export function catalogue<M extends Messages>(vi: M, en: () => Promise<Translation<M>>): Translate<M> {
  let english: Translation<M> | undefined;
  const fetchEnglish = async (): Promise<void> => {
    english ??= await en();
  };
  loaders.push(fetchEnglish);
  // Whoever comes late, with a part of the app that is loaded on demand, shows Vietnamese until the words are there.
  if (shown.peek() === 'en') void fetchEnglish().then(() => arrivals.value++);
  return (key, ...values) => {
    const messages: Messages = (shown.value === 'en' && arrivals.value >= 0 && english) || vi;
    const message = messages[key] ?? key;
    return typeof message === 'string' ? message : (message as (...values: unknown[]) => string)(...values);
  };
}

/** Follows the preferred language; settles when the first one can be shown. */
export function followLanguage(): Promise<void> {
  return new Promise((settled) => {
    effect(() => {
      const wanted = language.value;
      void load(wanted).then((ok) => {
        if (ok && wanted === language.peek()) {
          shown.value = wanted;
          document.documentElement.lang = wanted;
        }
        settled();
      });
    });
  });
}

async function load(wanted: Language): Promise<boolean> {
  if (wanted === 'vi') return true;
  try {
    await Promise.all(loaders.map((one) => one()));
    return true;
  } catch {
    return false; // no network: the language on the screen stays
  }
}

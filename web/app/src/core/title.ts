import { effect } from '@preact/signals';

/** Keeps the title of the page in step with what it shows. */
export function followTitle(title: () => string): () => void {
  return effect(() => {
    document.title = title();
  });
}

import { useCallback } from 'preact/hooks';

/** The steps by which a scene becomes smaller. */
const step = 0.06;
/** Smaller than this nobody reads it on a wall. */
const smallest = 0.4;

/** Chooses --fit for the scene, now and whenever its size or its parts change. Gives what ends that. */
function keepFitting(scene: HTMLElement): () => void {
  const fit = (): void => {
    let size = 1;
    do {
      scene.style.setProperty('--fit', size.toFixed(2));
      size -= step;
    } while (size >= smallest && scene.scrollHeight > scene.clientHeight + 1);
  };
  const sizes = new ResizeObserver(fit);
  sizes.observe(scene);
  const parts = new MutationObserver(fit);
  parts.observe(scene, { childList: true, subtree: true });
  void document.fonts.ready.then(fit);
  fit();
  return () => {
    sizes.disconnect();
    parts.disconnect();
  };
}

/**
 * Makes what a scene says as large as it may be: where it does not fit onto the wall, smaller step by step. The element has
 * the size of its place, hides what does not fit, and sizes its parts by --fit.
 */
export const useFit = () =>
  useCallback((scene: HTMLElement | null) => (scene ? keepFitting(scene) : undefined), []);

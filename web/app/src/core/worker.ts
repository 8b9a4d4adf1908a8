/** Lets the service worker keep this app and its pages for reading without a network. Needs a secure context. */
export function registerWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  addEventListener('load', () => {
    navigator.serviceWorker.register('/sw.js').catch(() => undefined); // the app works without it
  });
  // Asked once, so that a full disk takes other things first.
  void navigator.storage?.persist?.().catch(() => false);
}

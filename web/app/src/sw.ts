// The service worker keeps the tablet's shell so that the page opens without a network. Its file name is
// fixed (/sw.js); the version below changes its bytes, which is how a browser learns of a new build.

const worker = self as unknown as ServiceWorkerGlobalScope;
const cacheName = `shell-${BUILD_VERSION}`;

worker.addEventListener('install', (event) => {
  const shell = BUILD_SHELL['tablet'] ?? [];
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll([...shell])));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith('shell-') && name !== cacheName))
      .then((stale) => Promise.all(stale.map((name) => caches.delete(name)))),
  );
});

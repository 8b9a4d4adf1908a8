// The service worker keeps the tablet's shell and the pages that were read or fetched ahead, so that a tablet without a
// network still opens and shows them. It answers nothing else: what is true comes from the server or is not told. Its
// file name is fixed (/sw.js); the version below changes its bytes, which is how a browser learns of a new build.
//
// What is kept under a session's prefix is deleted by the page (core/keep.ts) when that session ends.

const worker = self as unknown as ServiceWorkerGlobalScope;
const shellCache = `shell-${BUILD_VERSION}`;
/** The same name as in core/keep.ts. */
const pageCache = 'pages';
/** About 100 MB of pages; the oldest go first. */
const mostPages = 700;
/** How long a page load waits for the server before the kept shell takes its place. */
const patience = 4_000;

const shell = BUILD_SHELL['tablet'] ?? [];
const tabletPage = '/assets/tablet.html';

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(shellCache).then((cache) => cache.addAll([...shell])));
  // A page that is open has its code already: the new worker need not wait for it to be closed.
  void worker.skipWaiting();
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([forgetOldShells(), worker.clients.claim()]));
});

async function forgetOldShells(): Promise<void> {
  const stale = (await caches.keys()).filter((name) => name.startsWith('shell-') && name !== shellCache);
  await Promise.all(stale.map((name) => caches.delete(name)));
}

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  const path = url.pathname.replace(/^\/s\/[a-z0-9]{1,8}(?=\/)/, '');
  if (request.mode === 'navigate') {
    if (/^\/m\/[^/]+$/.test(path)) event.respondWith(openTablet(request));
  } else if (path.startsWith('/assets/')) {
    event.respondWith(fromShell(request));
  } else if (/^\/pages\/|^\/api\/meetings\/[^/]+\/documents\/[^/]+\/pages\/\d+\/text$/.test(path)) {
    event.respondWith(page(request, event));
  }
});

/** The server's page, which also decides whether this person may see it; the kept one when there is no server. */
async function openTablet(request: Request): Promise<Response> {
  const kept = await caches.match(tabletPage);
  if (!kept) return fetch(request);
  try {
    const answer = await Promise.race([fetch(request), later(patience)]);
    return answer && answer.status < 500 ? answer : kept;
  } catch {
    return kept;
  }
}

const later = (wait: number): Promise<undefined> => new Promise((done) => setTimeout(() => done(undefined), wait));

/** Files named by their content: what is kept is right for ever. */
async function fromShell(request: Request): Promise<Response> {
  const kept = await caches.match(request, { cacheName: shellCache });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await keep(shellCache, request, answer.clone());
  return answer;
}

/** A page's picture or text, which never changes under its address. */
async function page(request: Request, event: FetchEvent): Promise<Response> {
  const kept = await caches.match(request, { cacheName: pageCache });
  if (kept) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) event.waitUntil(keep(pageCache, request, answer.clone()).then(prune));
    return answer;
  } catch (error) {
    const other = await otherWidth(request);
    if (other) return other;
    throw error;
  }
}

/** Without a network a page in another width is better than none. */
async function otherWidth(request: Request): Promise<Response | undefined> {
  const address = /^(.*\/pages\/.*\/)\d+$/.exec(request.url)?.[1];
  if (!address) return undefined;
  for (const width of [1600, 2400, 320]) {
    const kept = await caches.match(address + width, { cacheName: pageCache });
    if (kept) return kept;
  }
  return undefined;
}

async function keep(name: string, request: Request, answer: Response): Promise<void> {
  try {
    await (await caches.open(name)).put(request, answer);
  } catch {
    // the device is full: the page is shown all the same
  }
}

let kept = 0;

/** Counts now and then, for listing a cache takes a while on a cheap tablet. */
async function prune(): Promise<void> {
  if (kept++ % 50 !== 0) return;
  const cache = await caches.open(pageCache);
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - mostPages)).map((request) => cache.delete(request)));
}

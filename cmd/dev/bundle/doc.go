// Package bundle turns web/app into the files the server embeds.
//
// It runs esbuild's Go API in this process, so that bundling needs no Node: npm only brings the packages
// that the sources import. [Build] reads web/app/apps.json, bundles every app as ES modules with shared
// chunks, bundles the service worker by itself under its fixed name, writes one page per app, puts a .gz
// and a .br beside each text file (go:embed does not compress), and holds the result against the size
// budgets of apps.json. What lies in web/dist afterwards is exactly this build: files of earlier builds
// are removed, and a file that has not changed is not written again.
//
// The layout of web/dist:
//
//	assets/<name>-<HASH>.js|css|woff2|svg   immutable, named by their content
//	assets/<app>.html                       the page of an app, never cached without asking
//	sw.js                                   the service worker, a fixed name by the browser's rules
//	favicon.svg …                           everything of web/app/public, as it is
//	bundle.json                           what was built: apps, their first files, sizes
//
// No page carries an inline script or style, so a strict Content-Security-Policy holds.
package bundle

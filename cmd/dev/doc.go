// Command dev is the project's own task runner; it is never part of the product. Run it anywhere in the
// repository with
//
//	go run ./cmd/dev <task>
//
// The tasks:
//
//	build [-web]            bring the npm packages when their lock file changed, bundle the apps into web/dist,
//	                        build the server as bin/dienhong; -web stops after the bundle
//	demo [-watch] [flags…]  build, then run `bin/dienhong demo flags…` in the current folder
//	test [-only a,b]        everything that must hold before a commit lands; THE test command
//	check [-only a,b]       the fast part of test: format, lint, house rules, types
//	gen [-check]            regenerate generated files; -check only tells which are stale
//	load [packages]         run the benchmarks (default ./...)
//
// What others may rely on:
//
//   - The server's binary is bin/dienhong; test builds a second one, bin/dienhong-race, with the race
//     detector, and hands it to the browser scenarios as $DIENHONG_BIN. The browser is $CHROMIUM.
//   - demo replaces itself with the server (Linux), so signals reach it directly; if the `go run` above it
//     dies, the server is sent SIGTERM.
//   - demo -watch bundles readable code into .demo/assets at every change and starts the server with
//     `-assets .demo/assets`; the server reads that folder anew for every request.
//   - Of `bin/dienhong demo` the scenarios use: -data DIR (fresh or from an earlier run), -listen HOST:PORT
//     (port 0 lets the kernel choose), and -json, which prints one line on standard output when the server
//     takes requests, {"address": "http://127.0.0.1:4711", "links": {"secretary": "http://…", …}}, with a
//     sign-in link for each of secretary, chair, delegate1, delegate2, delegate3, unit1, unit2, screen.
//   - Scenarios stand in web/app/e2e/*.e2e.ts on the helpers of web/app/e2e/lib.ts.
//   - Generated files carry the line "Code generated … DO NOT EDIT." and come from go:generate directives.
//
// Why one build cache: everything that test compiles is compiled with -race, also for vet, the linter, the
// generators and the scenarios' server, so that each dependency is built once. The cgo parts alone cost
// minutes from an empty cache.
package main

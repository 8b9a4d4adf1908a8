// Package web is the server as browsers meet it: the HTTP API, the pages of the apps, and the door to the websockets
// and the media. It holds no rules of a meeting: it finds out who asks (web/auth), whether they have a part in the
// meeting (rooms.Access), hands commands to the room, and translates answers. The API is described in api.md, and by the
// server itself in /api/openapi.json, which is made from the table in routes.go.
//
// # Invariants
//
//   - Every route stands in one table with who may use it; what is not in the table is not reachable.
//   - Identity comes from the session's cookie alone, never from a body or an address.
//   - What changes anything is asked for by this server's own pages only (Sec-Fetch-Site, Origin), or by programs that
//     are no browsers; websockets need an Origin of ours.
//   - No page holds script or style in itself, and the Content-Security-Policy forbids both.
//   - An error is logged once, here, with an incident number; the user gets a code, never its text.
//   - Page pictures and papers are given out after asking the room, every time.
//   - Tokens, PINs and passwords are in no log line; addresses are logged as the route's pattern, not as asked.
//   - Bodies, headers, times and the memory for strangers are bounded.
//
// Goroutines: those of net/http, the listeners of Run, and the one of Documents; each is waited for by who starts it.
// Locks: Documents has one for its queue and one for filing an upload; neither is held while the other is taken.
//
// budget: more than twelve files, for each concern of the API is one file with its requests, answers and handlers, and
// all of them need the same session, errors and middleware.
package web

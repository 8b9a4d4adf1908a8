// Package auth says who somebody is: accounts with passwords, sessions of browsers, and the personal invites by which
// people without an account come into one meeting. It also mints the tokens of the media server. What a role may do
// is decided in rooms; HTTP beyond cookies is the business of web.
//
// # Invariants
//
//   - Secrets are kept as hashes alone: passwords as argon2id, session and link tokens (≥ 128 random bits) as SHA-256,
//     PINs as HMAC under a key that does not lie in the database.
//   - No answer and no answering time tells whether a login exists.
//   - Every sign-in makes a new session; a token that came from outside is never taken over.
//   - There is no default password: the first account is made through a link that is printed once, by whoever has it
//     first, within an hour.
//   - Neither secrets nor the login that somebody tried are written to a log.
//   - Memory does not grow with the number of strangers who knock: limits keep a bounded number of names, passwords are
//     checked a few at a time.
//
// No goroutine is started. Locks: each limiter, the hasher and the set-up link have one of their own; none is held
// while the store is asked, except that of the set-up link.
package auth

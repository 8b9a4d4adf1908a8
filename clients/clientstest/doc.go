// Package clientstest is a tablet in Go: it keeps the protocol as the browser apps do (clients/protocol.md), so that
// tests and scenarios can speak like users: this one opens the ballot, that one loses its line and votes all the same.
package clientstest

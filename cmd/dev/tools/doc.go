// Package tools finds or brings what the project's tasks need: a C compiler, Node with npm and the npm
// packages of web/app, Chromium, and the linter. Every error says in words what is missing and how to get
// it, for the reader may have cloned the repository a minute ago.
package tools

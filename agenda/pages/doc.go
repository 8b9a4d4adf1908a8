// Package pages turns a PDF into pictures of its pages, once, for every device of a meeting.
//
// A document is added by the hash of its original; its state is told by updates; its pages are asked for one by one.
// MuPDF never runs in the server: see RunWorker.
package pages

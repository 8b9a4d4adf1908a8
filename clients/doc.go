// Package clients is the hub: it tells connected devices what is true in their meeting and takes their commands.
//
//go:generate go run dienhong/cmd/dev/tsgen
package clients

//go:build !linux

package batch

import "testing"

func setPlain(*Conn, bool) {}

func refuse(*testing.T, *Conn) {}

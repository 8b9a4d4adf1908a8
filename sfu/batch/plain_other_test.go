//go:build !linux

package batch

func setPlain(*Conn, bool) {}

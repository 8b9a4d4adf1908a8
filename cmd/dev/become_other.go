//go:build !linux

package main

// become runs the program as a child and ends with it.
func become(bin string, args []string) error { return runChild("", bin, args) }

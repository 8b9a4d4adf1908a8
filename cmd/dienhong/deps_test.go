package main

import (
	"testing"

	"dienhong/cmd/dev/house"
)

// TestHouse holds the repository to the rules of the house: arrows, doors, sizes, papers. The rules and
// their tables stand in cmd/dev/house.
func TestHouse(t *testing.T) {
	faults, err := house.Check("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Error(f)
	}
}

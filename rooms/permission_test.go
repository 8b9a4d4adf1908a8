package rooms_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dienhong/rooms"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestPermissions asks the fence for every role and every command, and compares with the table that people read.
func TestPermissions(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	people := map[rooms.Role]rooms.PersonID{
		rooms.Chair: "chu-toa", rooms.Secretary: "thu-ky", rooms.Delegate: "an", rooms.Guest: "khach", rooms.Unit: "cau-1", rooms.Screen: "man-hinh",
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-22s", "command")
	for _, role := range rooms.SeatRoles() {
		fmt.Fprintf(&table, " %-9s", role)
	}
	table.WriteString(" stranger  after closing\n")
	for _, command := range rooms.CommandNames() {
		fmt.Fprintf(&table, "%-22s", command)
		mark := func(width int, err error) {
			word := "-"
			if err == nil {
				word = "yes"
			}
			fmt.Fprintf(&table, " %-*s", width, word)
		}
		for _, role := range rooms.SeatRoles() {
			err := rooms.Permit(s.state, command, people[role])
			mark(9, err)
			if (err == nil) != slices.Contains(role.Allowed(), command) || (err != nil && code(err) != "forbidden") {
				t.Errorf("%s of %s: %v, but allowed are %v", command, role, err, role.Allowed())
			}
		}
		mark(9, rooms.Permit(s.state, command, "la"))
		table.WriteString(" " + afterClosing(t, command, people))
		table.WriteString("\n")
	}
	golden(t, "permissions.golden", table.String())
}

func afterClosing(t *testing.T, command string, people map[rooms.Role]rooms.PersonID) string {
	s := newScript(t).in(rooms.Closed)
	for _, role := range rooms.SeatRoles() {
		switch err := rooms.Permit(s.state, command, people[role]); {
		case err == nil:
			return "yes"
		case role.May(command) && code(err) != "meeting_closed":
			t.Errorf("%s of %s after closing gave %v", command, role, err)
		}
	}
	return "-"
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	lines := strings.Split(got, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	got = strings.Join(lines, "\n")
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; -update rewrites it\n%s", path, got)
	}
}

// TestEveryCommandHasItsLine keeps the table of permissions and the table of commands together.
func TestEveryCommandHasItsLine(t *testing.T) {
	names := rooms.CommandNames()
	for name := range rooms.CommandTypes() {
		if !slices.Contains(names, name) {
			t.Errorf("nobody may send %s", name)
		}
	}
	for _, name := range names {
		forSomebody := []string{"document.add", "substitution.propose", "item.report"} // the server makes them
		if _, err := rooms.NewRequest("c1", "an", name, nil); err != nil && !slices.Contains(forSomebody, name) {
			t.Errorf("%s cannot be sent: %v", name, err)
		}
	}
	if !rooms.System.May("link.report") || rooms.Chair.May("link.report") || len(rooms.System.Allowed()) != 0 {
		t.Error("a command of the server is not the server's alone")
	}
}

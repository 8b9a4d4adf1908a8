package files_test

import (
	"io"
	"slices"
	"testing"

	"dienhong/agenda/files"
)

func area(t *testing.T, d *files.Disk) *files.Area {
	t.Helper()
	a, err := d.Area("pages")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func names(t *testing.T, a *files.Area) (list []string) {
	t.Helper()
	for name, err := range a.Names() {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, name)
	}
	return list
}

func TestAreaKeepsReplacesAndForgets(t *testing.T) {
	dir := t.TempDir()
	a := area(t, open(t, dir))
	for _, data := range []string{"one", "another"} {
		if err := a.Put("ab12.png", []byte(data)); err != nil {
			t.Fatal(err)
		}
		if got, err := a.Read("ab12.png"); err != nil || string(got) != data {
			t.Fatalf("read %q %v", got, err)
		}
	}
	if !a.Has("ab12.png") || a.Has("ab13.png") {
		t.Fatal("Has is wrong")
	}
	f, err := a.Open("ab12.png")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	a.Put("ab12.png", []byte("third"))
	if data, _ := io.ReadAll(f); string(data) != "another" || f.Size() != int64(len(data)) {
		t.Fatalf("an open content changed to %q", data)
	}
	if again := area(t, open(t, dir)); !again.Has("ab12.png") {
		t.Fatal("gone after opening the folder anew")
	}
	for range 2 {
		if err := a.Remove("ab12.png"); err != nil {
			t.Fatal(err)
		}
	}
	_, err = a.Read("ab12.png")
	wantCode(t, err, "not_found")
}

func TestAreaListsItsOwnNames(t *testing.T) {
	d := open(t, t.TempDir())
	a := area(t, d)
	other, err := d.Area("manifests")
	if err != nil {
		t.Fatal(err)
	}
	other.Put("zz.json", nil)
	want := []string{"aa1", "aa2", "bb1"}
	for _, name := range want {
		if err := a.Put(name, []byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	if got := names(t, a); !slices.Equal(got, want) {
		t.Fatalf("names %v, want %v", got, want)
	}
	for name := range a.Names() { // stopping early is allowed
		if name != "aa1" {
			t.Fatal(name)
		}
		break
	}
}

func TestBadNamesAreRefused(t *testing.T) {
	d := open(t, t.TempDir())
	a := area(t, d)
	for _, name := range []string{"", "a", ".", "..", "../x", "a/b", ".hidden", "Upper", "tr̀nh", "a\x00b", string(make([]byte, 200))} {
		wantCode(t, a.Put(name, nil), "bad_name")
		wantCode(t, a.Remove(name), "bad_name")
		_, err := a.Open(name)
		wantCode(t, err, "bad_name")
		if a.Has(name) {
			t.Fatalf("has %q", name)
		}
	}
	_, err := d.Area("../sha256")
	wantCode(t, err, "bad_name")
}

package files_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dienhong/agenda/files"
	"dienhong/agenda/files/filestest"
)

func open(t *testing.T, dir string) *files.Disk {
	t.Helper()
	d, err := files.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func TestDiskIsAStore(t *testing.T) {
	filestest.TestStore(t, func(t *testing.T) files.Store { return open(t, t.TempDir()) })
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var coded interface{ Code() string }
	if !errors.As(err, &coded) || coded.Code() != code {
		t.Fatalf("error %v, want code %q", err, code)
	}
}

// regularFiles lists every file under dir, relative to it.
func regularFiles(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			rel, _ := filepath.Rel(dir, p)
			names = append(names, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestOriginalsLieUnderTheirHash(t *testing.T) {
	dir := t.TempDir()
	obj, err := open(t, dir).Put(t.Context(), strings.NewReader("abc"), 10)
	if err != nil {
		t.Fatal(err)
	}
	const hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if want := []string{filepath.Join("sha256", "ba", hash)}; !slices.Equal(regularFiles(t, dir), want) {
		t.Fatalf("files %v, want %v", regularFiles(t, dir), want)
	}
	if obj.Hash.String() != hash {
		t.Fatalf("hash %v", obj.Hash)
	}
}

func TestFailedPutLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	_, err := d.Put(t.Context(), bytes.NewReader(make([]byte, 1000)), 999)
	wantCode(t, err, "too_large")
	if left := regularFiles(t, dir); len(left) > 0 {
		t.Fatalf("left behind: %v", left)
	}
}

func TestOpenRemovesLeftoversButNotWhatIsBeingWritten(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	if err := os.WriteFile(filepath.Join(dir, "tmp", "crashed"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	r, w := io.Pipe()
	done := make(chan error)
	go func() { _, err := d.Put(t.Context(), r, 100); done <- err }()
	w.Write([]byte("first half, ")) // returns when Put has read it: its temporary file is there

	open(t, dir)
	if _, err := os.Stat(filepath.Join(dir, "tmp", "crashed")); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("leftover is still there: %v", err)
	}
	w.Write([]byte("second half"))
	w.Close()
	if err := <-done; err != nil {
		t.Fatalf("the running upload was disturbed: %v", err)
	}
}

func TestVerifyFindsRot(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	obj, err := d.Put(t.Context(), strings.NewReader("abc"), 10)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, regularFiles(t, dir)[0])
	for _, rotten := range []string{"abd", "ab", "abcd"} {
		if err := os.WriteFile(name, []byte(rotten), 0o600); err != nil {
			t.Fatal(err)
		}
		wantCode(t, d.Verify(t.Context(), obj.Hash), "damaged")
	}
}

func TestNoLinkLeadsOutside(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	d := open(t, dir)
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := files.Hash{0xab}
	if err := os.Symlink(outside, filepath.Join(dir, "sha256", "ab")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(outside, "secret"), filepath.Join(outside, h.String())); err != nil {
		t.Fatal(err)
	}
	if f, err := d.Open(h); err == nil {
		f.Close()
		t.Fatal("opened a file outside the folder")
	}
}

func TestParseHash(t *testing.T) {
	good := strings.Repeat("0a", 32)
	if h, err := files.ParseHash(good); err != nil || h.String() != good || h.IsZero() {
		t.Fatalf("%v %v", h, err)
	}
	for name, bad := range map[string]string{
		"empty": "", "short": good[1:], "long": good + "0", "upper case": strings.ToUpper(good),
		"not hex": strings.Repeat("0g", 32), "a path": strings.Repeat("./", 32),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := files.ParseHash(bad)
			wantCode(t, err, "bad_hash")
		})
	}
}

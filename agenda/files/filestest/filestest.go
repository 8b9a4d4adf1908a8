// Package filestest holds the contracts of agenda/files as test suites that every implementation must pass.
package filestest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"testing/iotest"

	"dienhong/agenda/files"
)

const plenty = 1 << 20

// TestStore proves the contract of files.Store. open gives a new, empty store for each case.
func TestStore(t *testing.T, open func(t *testing.T) files.Store) {
	cases := map[string]func(*testing.T, files.Store){
		"what was put comes back":            testComesBack,
		"empty content is content":           testEmpty,
		"same content is kept once":          testDedupe,
		"exactly the limit is allowed":       testAtLimit,
		"beyond the limit nothing is kept":   testTooLarge,
		"a broken upload keeps nothing":      testBroken,
		"a cancelled upload keeps nothing":   testCancelled,
		"what is not there is not found":     testMissing,
		"removed is gone, twice is no error": testRemove,
		"open content outlives its removal":  testOutlives,
		"many writers of the same content":   testConcurrent,
		"verify accepts what is whole":       testVerify,
	}
	for name, run := range cases {
		t.Run(name, func(t *testing.T) { run(t, open(t)) })
	}
}

func put(t *testing.T, s files.Store, data string) files.Object {
	t.Helper()
	obj, err := s.Put(t.Context(), bytes.NewBufferString(data), plenty)
	if err != nil {
		t.Fatal(err)
	}
	return obj
}

func read(t *testing.T, s files.Store, h files.Hash) string {
	t.Helper()
	f, err := s.Open(h)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	if f.Size() != int64(len(data)) {
		t.Fatalf("Size says %d, read %d", f.Size(), len(data))
	}
	return string(data)
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var coded interface{ Code() string }
	if !errors.As(err, &coded) || coded.Code() != code {
		t.Fatalf("error %v, want code %q", err, code)
	}
}

func wantAbsent(t *testing.T, s files.Store, data string) {
	t.Helper()
	_, err := s.Open(sha256.Sum256([]byte(data)))
	wantCode(t, err, "not_found")
}

func testComesBack(t *testing.T, s files.Store) {
	obj := put(t, s, "Tờ trình")
	if obj.Hash != sha256.Sum256([]byte("Tờ trình")) {
		t.Fatal("hash is not the SHA-256 of the content")
	}
	if got := read(t, s, obj.Hash); got != "Tờ trình" {
		t.Fatalf("read %q", got)
	}
	if size, err := s.Stat(obj.Hash); err != nil || size != obj.Size || size != int64(len("Tờ trình")) {
		t.Fatalf("Stat %d %v, Put said %d", size, err, obj.Size)
	}
	f, err := s.Open(obj.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(-4, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	if rest, _ := io.ReadAll(f); string(rest) != "Tờ trình"[len("Tờ trình")-4:] {
		t.Fatalf("after Seek read %q", rest)
	}
}

func testEmpty(t *testing.T, s files.Store) {
	if got := read(t, s, put(t, s, "").Hash); got != "" {
		t.Fatalf("read %q", got)
	}
}

func testDedupe(t *testing.T, s files.Store) {
	a, b := put(t, s, "x"), put(t, s, "x")
	if a.Hash != b.Hash || a.Size != b.Size || !a.Fresh || b.Fresh {
		t.Fatalf("%v and %v", a, b)
	}
	if err := s.Remove(a.Hash); err != nil {
		t.Fatal(err)
	}
	wantAbsent(t, s, "x")
}

func testAtLimit(t *testing.T, s files.Store) {
	if _, err := s.Put(t.Context(), bytes.NewBufferString("12345"), 5); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), bytes.NewBufferString("12345"), 1<<63-1); err != nil {
		t.Fatalf("with no limit to speak of: %v", err)
	}
}

func testTooLarge(t *testing.T, s files.Store) {
	r := &countingReader{r: bytes.NewReader(make([]byte, 1<<20))}
	_, err := s.Put(t.Context(), r, 5)
	wantCode(t, err, "too_large")
	if r.n > 64<<10 {
		t.Fatalf("read on for %d bytes", r.n)
	}
	wantAbsent(t, s, string(make([]byte, 1<<20)))
	wantAbsent(t, s, string(make([]byte, 5)))
	wantAbsent(t, s, string(make([]byte, 6)))
}

type countingReader struct {
	r io.Reader
	n int
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

func testBroken(t *testing.T, s files.Store) {
	broken := errors.New("line cut")
	_, err := s.Put(t.Context(), io.MultiReader(bytes.NewBufferString("half"), iotest.ErrReader(broken)), plenty)
	if !errors.Is(err, broken) {
		t.Fatalf("error %v", err)
	}
	wantAbsent(t, s, "half")
}

func testCancelled(t *testing.T, s files.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancelling := readerFunc(func(p []byte) (int, error) { cancel(); return copy(p, "part"), nil })
	if _, err := s.Put(ctx, cancelling, plenty); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	wantAbsent(t, s, "part")
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func testMissing(t *testing.T, s files.Store) {
	var h files.Hash
	_, err := s.Open(h)
	wantCode(t, err, "not_found")
	_, err = s.Stat(h)
	wantCode(t, err, "not_found")
	wantCode(t, s.Verify(t.Context(), h), "not_found")
}

func testRemove(t *testing.T, s files.Store) {
	kept, gone := put(t, s, "kept"), put(t, s, "gone")
	for range 2 {
		if err := s.Remove(gone.Hash); err != nil {
			t.Fatal(err)
		}
	}
	wantAbsent(t, s, "gone")
	if got := read(t, s, kept.Hash); got != "kept" {
		t.Fatalf("read %q", got)
	}
	if got := read(t, s, put(t, s, "gone").Hash); got != "gone" {
		t.Fatalf("put again, read %q", got)
	}
}

func testOutlives(t *testing.T, s files.Store) {
	obj := put(t, s, "being read")
	f, err := s.Open(obj.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := s.Remove(obj.Hash); err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(f); err != nil || string(data) != "being read" {
		t.Fatalf("read %q %v", data, err)
	}
}

func testConcurrent(t *testing.T, s files.Store) {
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			if _, err := s.Put(t.Context(), bytes.NewBufferString(fmt.Sprint("content ", i%4)), plenty); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for i := range 4 {
		want := fmt.Sprint("content ", i)
		if got := read(t, s, sha256.Sum256([]byte(want))); got != want {
			t.Fatalf("read %q", got)
		}
	}
}

func testVerify(t *testing.T, s files.Store) {
	if err := s.Verify(t.Context(), put(t, s, "whole").Hash); err != nil {
		t.Fatal(err)
	}
}

package bundle

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"

	"github.com/andybalholm/brotli"
)

// tree is the files of a build by their path below web/dist, with slashes.
type tree map[string][]byte

// version names the content of a build: 12 hexadecimal digits.
func (t tree) version() string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(t)) {
		sum := sha256.Sum256(t[name])
		h.Write([]byte(name))
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

type packedTree map[string]packedFile

// packedFile is a file with its compressed forms, which are nil where compression does not pay.
type packedFile struct {
	data, gz, br []byte
}

// text is the kinds of file worth compressing; woff2 is compressed already.
var text = map[string]bool{
	".js": true, ".css": true, ".html": true, ".svg": true, ".json": true, ".webmanifest": true, ".txt": true, ".wasm": true,
}

// compress packs every text file. Brotli at its best level is slow, so what an earlier build packed from
// the same bytes is used again.
func compress(t tree, opts Options) (packedTree, error) {
	names := slices.Sorted(maps.Keys(t))
	packed := make([]packedFile, len(names)) // each goroutine owns one slot of each slice
	errs := make([]error, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		if opts.Dev || !text[path.Ext(name)] {
			packed[i] = packedFile{data: t[name]}
			continue
		}
		wg.Go(func() {
			packed[i], errs[i] = pack(t[name], filepath.Join(opts.Dist, filepath.FromSlash(name)))
		})
	}
	wg.Wait()
	out := packedTree{}
	for i, name := range names {
		out[name] = packed[i]
	}
	return out, errors.Join(errs...)
}

func pack(data []byte, earlier string) (packedFile, error) {
	p := packedFile{data: data}
	if old, err := os.ReadFile(earlier); err == nil && bytes.Equal(old, data) {
		gz, errGz := os.ReadFile(earlier + ".gz")
		br, errBr := os.ReadFile(earlier + ".br")
		if errGz == nil && errBr == nil {
			p.gz, p.br = gz, br
			return p, nil
		}
	}
	var gz, br bytes.Buffer
	zw, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err != nil {
		return p, err
	}
	if _, err := zw.Write(data); err != nil {
		return p, err
	}
	if err := zw.Close(); err != nil {
		return p, err
	}
	bw := brotli.NewWriterLevel(&br, brotli.BestCompression)
	if _, err := bw.Write(data); err != nil {
		return p, err
	}
	if err := bw.Close(); err != nil {
		return p, err
	}
	p.gz, p.br = gz.Bytes(), br.Bytes()
	return p, nil
}

// writeTo makes dir hold exactly these files, and .keep. New files come before stale ones go, so that a
// server reading the folder meanwhile always finds what its pages name.
func (t packedTree) writeTo(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	keep := map[string]bool{".keep": true}
	for name, p := range t {
		for suffix, data := range map[string][]byte{"": p.data, ".gz": p.gz, ".br": p.br} {
			if data == nil {
				continue
			}
			keep[name+suffix] = true
			if err := writeChanged(root, name+suffix, data); err != nil {
				return err
			}
		}
	}
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || keep[name] {
			return err
		}
		return root.Remove(name)
	})
}

func writeChanged(root *os.Root, name string, data []byte) error {
	if old, err := root.ReadFile(name); err == nil && bytes.Equal(old, data) {
		return nil
	}
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	return root.WriteFile(name, data, 0o644)
}

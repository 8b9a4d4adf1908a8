package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"strings"
)

// Area is a folder of derived files of one kind, such as page images. Its files are made by us from originals and may
// be made again. filestest.TestArea is the contract.
type Area struct {
	disk *Disk
	dir  string
}

// Area returns the area of this name, made on first use. The name is 1 to 128 of [a-z0-9._-], not beginning with a dot.
func (d *Disk) Area(name string) (*Area, error) {
	if !validName(name) {
		return nil, fmt.Errorf("area %q: %w", name, ErrBadName)
	}
	a := &Area{disk: d, dir: path.Join(dirDerived, name)}
	return a, wrap("make area", d.makeDir(a.dir))
}

// Put keeps data under name, replacing what was there in one step; readers of the old content keep it. The name obeys
// the rule of Area names and is at least 2 long: its first two characters are the sub-folder.
func (a *Area) Put(name string, data []byte) error {
	if !validFile(name) {
		return fmt.Errorf("store derived %q: %w", name, ErrBadName)
	}
	tmp, err := a.disk.writeTemp(func(f *os.File) error {
		_, err := f.Write(data)
		return err
	})
	if err != nil {
		return wrap("store derived", err)
	}
	return wrap("store derived", tmp.publish(a.disk, a.path(name)))
}

// Open returns ErrNotFound when there is no such name.
func (a *Area) Open(name string) (Content, error) {
	if !validFile(name) {
		return nil, fmt.Errorf("open derived %q: %w", name, ErrBadName)
	}
	return a.disk.openContent(a.path(name), "open derived")
}

// Read returns the whole content, or ErrNotFound.
func (a *Area) Read(name string) ([]byte, error) {
	f, err := a.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	return data, wrap("read derived", err)
}

// Has tells whether there is such a name.
func (a *Area) Has(name string) bool {
	if !validFile(name) {
		return false
	}
	_, err := a.disk.root.Stat(a.path(name))
	return err == nil
}

// Remove forgets name. Removing what is not there is no error.
func (a *Area) Remove(name string) error {
	if !validFile(name) {
		return fmt.Errorf("remove derived %q: %w", name, ErrBadName)
	}
	return a.disk.remove(a.path(name), "remove derived")
}

// Names lists what the area holds, in order of name. An error ends the list.
func (a *Area) Names() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		err := fs.WalkDir(a.disk.root.FS(), a.dir, func(p string, e fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist): // removed while we walk
				return nil
			case err != nil:
				return err
			case e.Type().IsRegular() && !yield(e.Name(), nil):
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield("", wrap("list derived", err))
		}
	}
}

func (a *Area) path(name string) string { return path.Join(a.dir, name[:2], name) }

func validFile(name string) bool { return len(name) >= 2 && validName(name) }

func validName(name string) bool {
	if name == "" || len(name) > 128 || name[0] == '.' {
		return false
	}
	return strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789._-") == ""
}

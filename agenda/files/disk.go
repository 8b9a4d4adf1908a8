package files

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
)

const (
	dirOriginals = "sha256"
	dirDerived   = "derived"
	dirTemp      = "tmp"

	dirMode  fs.FileMode = 0o700
	fileMode fs.FileMode = 0o600
)

// Disk is a Store in one folder, and the areas of derived files beside it.
type Disk struct{ root *os.Root }

var _ Store = (*Disk)(nil)

// Open makes the folder when it is missing and removes what a crash left half written.
func Open(dir string) (*Disk, error) {
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return nil, wrap("open files folder", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, wrap("open files folder", err)
	}
	d := &Disk{root: root}
	if err := d.prepare(); err != nil {
		root.Close()
		return nil, wrap("prepare files folder", err)
	}
	return d, nil
}

// Close lets go of the folder. Contents that are open stay readable.
func (d *Disk) Close() error { return d.root.Close() }

func (d *Disk) prepare() error {
	for _, dir := range []string{dirOriginals, dirDerived, dirTemp} {
		if err := d.root.MkdirAll(dir, dirMode); err != nil {
			return err
		}
	}
	if err := d.syncDir("."); err != nil {
		return err
	}
	entries, err := fs.ReadDir(d.root.FS(), dirTemp)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := d.removeLeftover(path.Join(dirTemp, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// removeLeftover leaves alone what a living writer, of this server or another, still holds.
func (d *Disk) removeLeftover(name string) error {
	f, err := d.root.OpenFile(name, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if !tryLock(f) {
		return nil
	}
	if err := d.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Put implements Store. It costs one pass over the content, one sync of the file and at most two of folders.
func (d *Disk) Put(ctx context.Context, r io.Reader, limit int64) (Object, error) {
	sum := sha256.New()
	var size int64
	tmp, err := d.writeTemp(func(f *os.File) (err error) {
		size, err = copyLimited(ctx, io.MultiWriter(f, sum), r, limit)
		return err
	})
	if err != nil {
		return Object{}, wrap("store original", err)
	}
	obj := Object{Hash: Hash(sum.Sum(nil)), Size: size}
	name := originalName(obj.Hash)
	have, missing := d.Stat(obj.Hash)
	obj.Fresh = missing != nil || have != size
	if obj.Fresh {
		err = tmp.publish(d, name)
	} else {
		err = tmp.discard(d)
	}
	if err == nil {
		err = d.syncDir(path.Dir(name)) // also for content found there: who put it may not have come so far
	}
	if err != nil {
		return Object{}, wrap("store original", err)
	}
	return obj, nil
}

// Open implements Store.
func (d *Disk) Open(h Hash) (Content, error) {
	return d.openContent(originalName(h), "open original")
}

// OpenFile is Open for who must hand the content to another process by its descriptor. Read only.
func (d *Disk) OpenFile(h Hash) (*os.File, error) {
	f, err := d.root.Open(originalName(h))
	return f, wrap("open original", err)
}

// Stat implements Store.
func (d *Disk) Stat(h Hash) (int64, error) {
	info, err := d.root.Stat(originalName(h))
	if err != nil {
		return 0, wrap("stat original", err)
	}
	return info.Size(), nil
}

// Verify implements Store.
func (d *Disk) Verify(ctx context.Context, h Hash) error {
	f, err := d.Open(h)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := copyLimited(ctx, sum, f, f.Size()); err != nil {
		return wrap("verify original", err)
	}
	if !bytes.Equal(sum.Sum(nil), h[:]) {
		return fmt.Errorf("verify original: %w", ErrDamaged)
	}
	return nil
}

// Remove implements Store.
func (d *Disk) Remove(h Hash) error { return d.remove(originalName(h), "remove original") }

func (d *Disk) remove(name, act string) error {
	if err := d.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return wrap(act, err)
	}
	return nil
}

func (d *Disk) openContent(name, act string) (Content, error) {
	f, err := d.root.Open(name)
	if err != nil {
		return nil, wrap(act, err)
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, wrap(act, err)
	}
	return content{File: f, size: info.Size()}, nil
}

type content struct {
	*os.File
	size int64
}

func (c content) Size() int64 { return c.size }

func originalName(h Hash) string {
	s := h.String()
	return path.Join(dirOriginals, s[:2], s)
}

// temp is a finished temporary file that still bears its lock.
type temp struct {
	name string
	file *os.File
}

// writeTemp returns a synced temporary file, or nothing at all.
func (d *Disk) writeTemp(fill func(*os.File) error) (temp, error) {
	name := path.Join(dirTemp, rand.Text())
	f, err := d.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return temp{}, err
	}
	t := temp{name: name, file: f}
	tryLock(f)
	if err = fill(f); err == nil {
		err = f.Sync()
	}
	if err != nil {
		return temp{}, errors.Join(err, t.discard(d))
	}
	return t, nil
}

// discard removes the name before the lock goes.
func (t temp) discard(d *Disk) error {
	return errors.Join(d.root.Remove(t.name), t.file.Close())
}

// publish gives the content its name, replacing what bore it.
func (t temp) publish(d *Disk, name string) error {
	if err := d.makeDir(path.Dir(name)); err != nil {
		return errors.Join(err, t.discard(d))
	}
	if err := d.root.Rename(t.name, name); err != nil {
		return errors.Join(err, t.discard(d))
	}
	return t.file.Close()
}

// makeDir makes dir and sees to it that a new one outlives a power cut.
func (d *Disk) makeDir(dir string) error {
	if _, err := d.root.Stat(dir); err == nil {
		return nil
	}
	if err := d.root.MkdirAll(dir, dirMode); err != nil {
		return err
	}
	return d.syncDir(path.Dir(dir))
}

func (d *Disk) syncDir(dir string) error {
	f, err := d.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// copyLimited reads at most limit bytes and one more, to know that there was more.
func copyLimited(ctx context.Context, w io.Writer, r io.Reader, limit int64) (int64, error) {
	n, err := io.Copy(w, io.LimitReader(contextReader{ctx, r}, max(limit, limit+1)))
	if err == nil && n > limit {
		err = ErrTooLarge
	}
	return n, err
}

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

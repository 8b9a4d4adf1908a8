package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dienhong/rooms/store"
)

// What lies in the data folder.
const (
	databaseFile = "dienhong.db"
	filesFolder  = "files"
	pageLists    = "files/derived/manifests"
	secretFolder = "secrets"
	tlsFolder    = "tls"
	// roundFolder holds the keys of secret rounds while they run. It is in no backup: with the envelopes that are in one, a
	// key would tell who chose what for as long as the backup is kept.
	roundFolder = "rounds"
)

// runBackup copies the database at one moment, and every original paper and key, into one archive. Page images are left
// out: whoever asks for a page has it drawn again, by the list of the paper's pages, which is in. It may run while the
// server does.
func runBackup(ctx context.Context, args []string, out, errs io.Writer) error {
	flags, config := configFlags("backup", errs)
	if err := flags.Parse(args); err != nil {
		return flagError(err)
	}
	if flags.NArg() != 1 {
		return usageError{"backup: name the archive to write, such as dienhong-2026-09-24.tar.gz"}
	}
	c, err := config()
	if err != nil {
		return err
	}
	target := flags.Arg(0)
	if _, err := os.Stat(filepath.Join(c.Data, databaseFile)); err != nil {
		return fmt.Errorf("backup: there is no database in %s: %w", c.Data, err)
	}
	work, err := os.MkdirTemp(filepath.Dir(target), ".backup-*")
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer os.RemoveAll(work)
	if err := snapshotDatabase(ctx, c, filepath.Join(work, databaseFile), errs); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	archive := filepath.Join(work, "archive")
	if err := writeArchive(ctx, archive, c.Data, filepath.Join(work, databaseFile)); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := os.Rename(archive, target); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	fmt.Fprintf(out, "%s holds the meetings, papers and keys of %s. Keep it as safe as the server: it opens everything.\n", target, c.Data)
	return nil
}

func snapshotDatabase(ctx context.Context, c Config, target string, errs io.Writer) error {
	log, err := newLog(c.Log, errs)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Config{Path: filepath.Join(c.Data, databaseFile)}, log)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Backup(ctx, target)
}

func writeArchive(ctx context.Context, name, data, database string) (err error) {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Sync(), file.Close()) }()
	zipped := gzip.NewWriter(file)
	defer func() { err = errors.Join(err, zipped.Close()) }()
	archive := tar.NewWriter(zipped)
	defer func() { err = errors.Join(err, archive.Close()) }()

	if err := addFile(archive, databaseFile, database); err != nil {
		return err
	}
	for _, folder := range []string{filepath.Join(filesFolder, "sha256"), pageLists, secretFolder, tlsFolder} {
		err := filepath.WalkDir(filepath.Join(data, folder), func(path string, entry fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // nothing of this kind yet
			}
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			relative, err := filepath.Rel(data, path)
			if err != nil {
				return err
			}
			return errors.Join(ctx.Err(), addFile(archive, filepath.ToSlash(relative), path))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func addFile(archive *tar.Writer, name, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	header := &tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime(), Typeflag: tar.TypeReg}
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	_, err = io.Copy(archive, file)
	return err
}

// runRestore unpacks an archive into a folder that is empty or not there, and marks the database as restored, so that
// every device asks for everything anew.
func runRestore(ctx context.Context, args []string, out, errs io.Writer) error {
	flags, config := configFlags("restore", errs)
	if err := flags.Parse(args); err != nil {
		return flagError(err)
	}
	if flags.NArg() != 1 {
		return usageError{"restore: name the archive to read"}
	}
	c, err := config()
	if err != nil {
		return err
	}
	if entries, err := os.ReadDir(c.Data); err == nil && len(entries) > 0 {
		return fmt.Errorf("restore: %s is not empty; name another folder with -data, or move this one away", c.Data)
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := readArchive(ctx, flags.Arg(0), c.Data); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	log, err := newLog(c.Log, errs)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Config{Path: filepath.Join(c.Data, databaseFile)}, log)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer db.Close()
	if err := db.Restored(ctx); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	fmt.Fprintf(out, "%s is restored. Start it with: dienhong serve -data %s\n", c.Data, c.Data)
	return nil
}

func readArchive(ctx context.Context, name, data string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	zipped, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("%s is not a backup: %w", name, err)
	}
	root, err := os.OpenRoot(data) // no name in the archive leads out of the folder
	if err != nil {
		return err
	}
	defer root.Close()
	archive := tar.NewReader(zipped)
	found := false
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		found = found || header.Name == databaseFile
		if err := extract(root, header, archive); err != nil {
			return fmt.Errorf("%s: %w", header.Name, err)
		}
	}
	if !found {
		return fmt.Errorf("%s is not a backup: it holds no database", name)
	}
	return nil
}

func extract(root *os.Root, header *tar.Header, content io.Reader) (err error) {
	if header.Typeflag != tar.TypeReg {
		return errors.New("not a plain file")
	}
	if at := strings.LastIndexByte(header.Name, '/'); at > 0 {
		if err := root.MkdirAll(header.Name[:at], 0o700); err != nil {
			return err
		}
	}
	file, err := root.OpenFile(header.Name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Sync(), file.Close()) }()
	_, err = io.Copy(file, content)
	return err
}

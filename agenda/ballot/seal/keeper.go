package seal

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
)

const (
	keySuffix = ".key"
	newSuffix = ".new" // being written
)

// Keeper keeps the keys of the rounds that are not opened yet, one file each, in a folder that nobody else reads. What is
// in it when a server starts are the rounds that it has to finish.
type Keeper struct {
	mu   sync.Mutex // of every access to the folder
	root *os.Root
}

// OpenKeeper opens the folder, makes it if need be (0700), and destroys keys whose making was cut off. Close lets go.
func OpenKeeper(dir string) (*Keeper, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	k := &Keeper{root: root}
	for _, id := range k.names(newSuffix) {
		if err := k.shred(id + newSuffix); err != nil {
			root.Close()
			return nil, fmt.Errorf("open keys: %w", err)
		}
	}
	return k, nil
}

// Close lets go of the folder.
func (k *Keeper) Close() error { return k.root.Close() }

// Create makes the key of a ballot and returns its public part once the secret one is on disk. Called again it returns
// the same.
func (k *Keeper) Create(ballot string) (public []byte, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	key, err := k.read(ballot)
	if err == nil {
		return key.Public(), nil
	}
	if !errors.Is(err, ErrNoKey) {
		return nil, fmt.Errorf("create key: %w", err)
	}
	if key, err = NewKey(); err != nil {
		return nil, fmt.Errorf("create key: %w", err)
	}
	if err := k.write(ballot, key.Bytes()); err != nil {
		if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
			err = fmt.Errorf("%w: %w", ErrDiskFull, err)
		}
		return nil, fmt.Errorf("create key: %w", err)
	}
	return key.Public(), nil
}

// Key returns the key of a ballot. It fails with ErrNoKey when there is none, and with ErrKey when the file is damaged.
func (k *Keeper) Key(ballot string) (Key, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	key, err := k.read(ballot)
	if err != nil {
		return Key{}, fmt.Errorf("read key: %w", err)
	}
	return key, nil
}

// Destroy overwrites the key of a ballot and removes it; that there is none is no error. When it has returned nil the
// key is gone from the folder, whatever happens to the power.
func (k *Keeper) Destroy(ballot string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !isBallotID(ballot) {
		return fmt.Errorf("destroy key: %w", ErrBallotID)
	}
	if err := k.shred(ballot + keySuffix); err != nil {
		return fmt.Errorf("destroy key: %w", err)
	}
	return nil
}

// List returns the ballots whose keys are kept, sorted.
func (k *Keeper) List() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.names(keySuffix)
}

func (k *Keeper) names(suffix string) []string {
	entries, err := fs.ReadDir(k.root.FS(), ".")
	if err != nil {
		return nil
	}
	var ids []string
	for _, entry := range entries {
		if id, is := strings.CutSuffix(entry.Name(), suffix); is && isBallotID(id) && entry.Type().IsRegular() {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func (k *Keeper) read(ballot string) (Key, error) {
	if !isBallotID(ballot) {
		return Key{}, ErrBallotID
	}
	secret, err := k.root.ReadFile(ballot + keySuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return Key{}, ErrNoKey
	}
	if err != nil {
		return Key{}, err
	}
	defer clear(secret)
	return ParseKey(secret)
}

func (k *Keeper) write(ballot string, secret []byte) error {
	defer clear(secret)
	file, err := k.root.OpenFile(ballot+newSuffix, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) { // an earlier attempt failed on a full disk
		if err := k.shred(ballot + newSuffix); err != nil {
			return err
		}
		file, err = k.root.OpenFile(ballot+newSuffix, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(secret)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, k.shred(ballot+newSuffix))
	}
	if err := k.root.Rename(ballot+newSuffix, ballot+keySuffix); err != nil {
		return errors.Join(err, k.shred(ballot+newSuffix))
	}
	return k.sync()
}

// shred overwrites a file with randomness, syncs it, removes it and syncs the folder.
func (k *Keeper) shred(name string) error {
	file, err := k.root.OpenFile(name, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return k.sync() // a removal before a crash may not have reached the disk
	}
	if err != nil {
		return err
	}
	noise := make([]byte, KeySize)
	rand.Read(noise) // never fails
	_, err = file.WriteAt(noise, 0)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := k.root.Remove(name); err != nil {
		return err
	}
	return k.sync()
}

// sync makes names durable. Windows has no such call; there the file system's own journal has to do.
func (k *Keeper) sync() error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := k.root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// isBallotID allows ids that are the name of a file on every system.
func isBallotID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	return !strings.ContainsFunc(id, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_'
	})
}

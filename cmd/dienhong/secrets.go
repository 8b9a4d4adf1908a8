package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// mediaKey is the API key with which this server mints media tokens and its media server checks them. It is kept so
// that a token outlives a restart and devices come back by themselves.
type mediaKey struct {
	name, secret string
}

// GetSecret gives the media server the secret of a key: there is this one.
func (k mediaKey) GetSecret(name string) string {
	if name != k.name {
		return ""
	}
	return k.secret
}

// loadMediaKey reads the key from the data folder, or makes it at the first start.
func loadMediaKey(data string) (mediaKey, error) {
	file := filepath.Join(data, secretFolder, "media.key")
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return makeMediaKey(file)
	}
	if err != nil {
		return mediaKey{}, fmt.Errorf("read media key: %w", err)
	}
	name, secret, ok := strings.Cut(strings.TrimSpace(string(text)), ": ")
	if !ok || name == "" || len(secret) < 32 {
		return mediaKey{}, fmt.Errorf("read media key: %s does not hold a key; remove it to have a new one made", file)
	}
	return mediaKey{name, secret}, nil
}

func makeMediaKey(file string) (mediaKey, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return mediaKey{}, fmt.Errorf("make media key: %w", err)
	}
	secret := make([]byte, 32)
	rand.Read(secret) // never fails
	key := mediaKey{"dienhong", base64.RawURLEncoding.EncodeToString(secret)}
	if err := writeSecret(file, []byte(key.name+": "+key.secret+"\n")); err != nil {
		return mediaKey{}, fmt.Errorf("make media key: %w", err)
	}
	return key, nil
}

// writeSecret writes a file that only this user can read, whole or not at all.
func writeSecret(file string, content []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(file), ".secret-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(content)
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), file)
}

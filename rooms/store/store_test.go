package store_test

import (
	"log/slog"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"dienhong/rooms"
	"dienhong/rooms/store"
	"dienhong/rooms/store/storetest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

func open(t testing.TB, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: path}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func TestContract(t *testing.T) {
	t.Run("journal", func(t *testing.T) {
		storetest.Journal(t, func(t *testing.T) rooms.Journal { return open(t, filepath.Join(t.TempDir(), "dienhong.db")) })
	})
	t.Run("directory", func(t *testing.T) {
		storetest.Directory(t, func(t *testing.T) storetest.DirectoryStore { return open(t, filepath.Join(t.TempDir(), "dienhong.db")) })
	})
}

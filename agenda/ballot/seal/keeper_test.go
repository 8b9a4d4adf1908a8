package seal_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"

	"dienhong/agenda/ballot/seal"
)

func openKeeper(t *testing.T, dir string) *seal.Keeper {
	t.Helper()
	keeper, err := seal.OpenKeeper(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { keeper.Close() })
	return keeper
}

func TestKeeperOutlivesTheServer(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "rounds")
	keeper := openKeeper(t, dir)
	public, err := keeper.Create("B1")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := keeper.Create("B1"); err != nil || !bytes.Equal(again, public) {
		t.Errorf("the second Create gave another key, %v", err)
	}
	if _, err := keeper.Create("B2"); err != nil {
		t.Fatal(err)
	}
	restarted := openKeeper(t, dir)
	if list := restarted.List(); !slices.Equal(list, []string{"B1", "B2"}) {
		t.Errorf("kept %v", list)
	}
	key, err := restarted.Key("B1")
	if err != nil || !bytes.Equal(key.Public(), public) {
		t.Errorf("another key after the restart, %v", err)
	}
	for range 2 {
		if err := restarted.Destroy("B1"); err != nil {
			t.Fatal(err)
		}
	}
	_, err = restarted.Key("B1")
	wantCode(t, err, seal.ErrNoKey)
	if list := restarted.List(); !slices.Equal(list, []string{"B2"}) {
		t.Errorf("kept %v", list)
	}
}

func TestKeeperFilesArePrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps other permissions")
	}
	dir := filepath.Join(t.TempDir(), "rounds")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	keeper := openKeeper(t, dir)
	if _, err := keeper.Create("B1"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "B1.key"): 0o600} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", name, info.Mode().Perm(), err, want)
		}
	}
}

func TestKeeperRefusesTricks(t *testing.T) {
	dir := t.TempDir()
	outside := filepath.Join(dir, "victim.key")
	if err := os.WriteFile(outside, []byte("untouched"), 0o600); err != nil {
		t.Fatal(err)
	}
	keeper := openKeeper(t, filepath.Join(dir, "rounds"))
	for _, id := range []string{"", ".", "..", "../victim", "a/b", `a\b`, "a\x00", "C:", "a.b", "ă", string(make([]byte, 65))} {
		_, err := keeper.Create(id)
		wantCode(t, err, seal.ErrBallotID)
		_, err = keeper.Key(id)
		wantCode(t, err, seal.ErrBallotID)
		wantCode(t, keeper.Destroy(id), seal.ErrBallotID)
	}
	if text, err := os.ReadFile(outside); err != nil || string(text) != "untouched" {
		t.Errorf("the neighbour is %q, %v", text, err)
	}
}

func TestKeeperAfterACrash(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "B1.new"), []byte("half a k"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "B2.key"), []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	keeper := openKeeper(t, dir)
	if _, err := os.Stat(filepath.Join(dir, "B1.new")); !os.IsNotExist(err) {
		t.Errorf("half a key is still there: %v", err)
	}
	if _, err := keeper.Create("B1"); err != nil {
		t.Error(err)
	}
	_, err := keeper.Key("B2")
	wantCode(t, err, seal.ErrKey)
	_, err = keeper.Create("B2") // envelopes may be sealed to the old one: nothing is made in its place
	wantCode(t, err, seal.ErrKey)
	if err := keeper.Destroy("B2"); err != nil {
		t.Error(err)
	}
}

func TestKeeperAtOnce(t *testing.T) {
	keeper := openKeeper(t, t.TempDir())
	publics := make([][]byte, 8)
	var makers sync.WaitGroup
	for i := range publics {
		makers.Go(func() { publics[i], _ = keeper.Create("B1") })
	}
	makers.Wait()
	for _, public := range publics {
		if len(public) != seal.PublicSize || !bytes.Equal(public, publics[0]) {
			t.Fatal("different keys for one ballot")
		}
	}
}

package main

import (
	"context"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dienhong/agenda"
	"dienhong/clients"
	"dienhong/clients/clientstest"
	"dienhong/rooms"
)

// A backup is taken while the server runs, unpacked elsewhere, and there everything is as it was: people enter with the
// links they had, and every paper is shown, though no picture of a page was in the archive.
func TestABackupIsTheWholeMeeting(t *testing.T) {
	s := startServer(t)
	papers := originals(t, s.data)
	if len(papers) < 8 {
		t.Fatalf("the demo has %d papers", len(papers))
	}
	// A paper that is still being drawn would be taken up again anyway.
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	err := s.enter(s.report.Links["secretary"]).sit().Wait(ctx, func(p *clientstest.Picture) bool {
		for key := range p.Values {
			if !strings.HasPrefix(key, "document/") {
				continue
			}
			if value, _ := clientstest.Get[clients.DocumentValue](p, key); value.State == agenda.Showable {
				return true
			}
		}
		return false
	})
	if err != nil {
		t.Fatalf("no paper is drawn to its end: %v", err)
	}

	archive := filepath.Join(t.TempDir(), "backup.tar.gz")
	runs(t, "backup", "-data", s.data, archive)
	if info, err := os.Stat(archive); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the archive: %v, %v; it opens everything and must be its owner's alone", info.Mode(), err)
	}
	s.kill()

	restored := filepath.Join(t.TempDir(), "data")
	runs(t, "restore", "-data", restored, archive)
	if pictures := count(t, filepath.Join(restored, "files", "derived", "pages")); pictures != 0 {
		t.Errorf("%d pictures of pages are in the backup", pictures)
	}
	links, err := os.ReadFile(filepath.Join(s.data, demoFile)) // of the demo, no part of a backup
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(restored, demoFile), links, 0o600); err != nil {
		t.Fatal(err)
	}
	s.data, s.listen = restored, "127.0.0.1:0"
	s.start()
	s.enter(s.report.Links["chair"]).sit().Expect(t, "the meeting stands where it stood", func(p *clientstest.Picture) bool {
		return meetingPhase(p) == string(rooms.CheckInOpen)
	})
	secretary := s.enter(s.report.Links["secretary"])
	for _, paper := range papers {
		secretary.showsPage(paper)
	}
}

// What is no backup leaves a folder as it was, and a folder in use is not written over.
func TestRestoreRefuses(t *testing.T) {
	folder := t.TempDir()
	wrong := filepath.Join(folder, "letter.txt")
	if err := os.WriteFile(wrong, []byte("Kính gửi"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), []string{"restore", "-data", filepath.Join(folder, "data"), wrong}, io.Discard, io.Discard); err == nil ||
		!strings.Contains(err.Error(), "not a backup") {
		t.Errorf("a letter was restored: %v", err)
	}
	if err := run(t.Context(), []string{"restore", "-data", folder, wrong}, io.Discard, io.Discard); err == nil ||
		!strings.Contains(err.Error(), "not empty") {
		t.Errorf("a folder in use was restored into: %v", err)
	}
}

func runs(t *testing.T, args ...string) {
	t.Helper()
	var said lockedBuffer
	if err := run(t.Context(), args, &said, &said); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, said.String())
	}
}

// originals returns the hashes of the papers in a data folder.
func originals(t *testing.T, data string) []string {
	t.Helper()
	var hashes []string
	err := filepath.WalkDir(filepath.Join(data, filesFolder, "sha256"), func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			hashes = append(hashes, entry.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hashes
}

func count(t *testing.T, folder string) int {
	t.Helper()
	n := 0
	err := filepath.WalkDir(folder, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			n++
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return n
}

// showsPage waits until the first page of a paper is given out.
func (p person) showsPage(paper string) {
	p.s.t.Helper()
	address := p.s.report.Address + "/pages/" + string(p.s.report.Meeting) + "/" + paper + "/1/1600"
	status := ""
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		request, err := http.NewRequestWithContext(p.s.t.Context(), http.MethodGet, address, nil)
		if err != nil {
			p.s.t.Fatal(err)
		}
		request.Header.Set("Cookie", p.cookie)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			p.s.t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err == nil && response.StatusCode == http.StatusOK {
			return
		}
		status = response.Status + " " + string(body)
		if response.StatusCode != http.StatusServiceUnavailable {
			break // anything but "not yet"
		}
	}
	p.s.t.Fatalf("the first page of %s is not shown: %s", paper, status)
}

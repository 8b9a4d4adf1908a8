package web

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"dienhong/agenda"
	"dienhong/agenda/files"
	"dienhong/agenda/pages"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// fakePages is a renderer under the test's hand.
type fakePages struct {
	mu    sync.Mutex
	added []files.Hash
	fail  error
	known bool
}

func (f *fakePages) Add(doc files.Hash) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.added = append(f.added, doc)
	return f.fail
}

func (f *fakePages) Info(files.Hash) (pages.Info, error) {
	if f.known {
		return pages.Info{}, nil
	}
	return pages.Info{}, pages.ErrNotFound
}

func (f *fakePages) Page(context.Context, files.Hash, int, int) (pages.Image, error) {
	return pages.Image{}, pages.ErrUnavailable
}

func (f *fakePages) Text(context.Context, files.Hash, int) (string, error) {
	return "", pages.ErrUnavailable
}

func (f *fakePages) asked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.added)
}

// table is a meeting with a paper whose pages are not there, and a bridge that the test feeds.
func table(t *testing.T) (*roomtest.Meeting, *Documents, *fakePages, files.Hash) {
	t.Helper()
	m := roomtest.New(t)
	disk, err := files.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { disk.Close() })
	object, err := disk.Put(t.Context(), strings.NewReader("%PDF-1.7"), 100)
	if err != nil {
		t.Fatal(err)
	}
	item, _ := m.Do(roomtest.Secretary, "item.add", map[string]any{"title": "Báo cáo"}).Data["item"].(agenda.ItemID)
	m.Server(roomtest.Secretary, "document.add", rooms.AddDocument{Document: "D1", Item: item, Title: "Giấy", File: object.Hash.String(), Size: 8})
	d := NewDocuments(disk, m.Registry.Live, slog.New(slog.DiscardHandler))
	f := &fakePages{}
	return m, d, f, object.Hash
}

func TestBridgeTells(t *testing.T) {
	m, d, f, hash := table(t)
	sizes := []pages.PageSize{{W: 595, H: 842}, {W: 842, H: 595}}
	d.Notify(pages.Update{Doc: hash, Info: pages.Info{State: pages.Rendering, Pages: sizes, Done: 1}}) // before it starts
	d.Start(f)
	defer d.Close()
	want := func(state agenda.DocumentState, done int) {
		t.Helper()
		roomtest.Eventually(t, func() string {
			paper := m.State().Agenda.Documents["D1"]
			if paper.State != state || paper.Done != done || (state != agenda.Unusable && len(paper.Pages) != 2) {
				return "the paper is " + string(paper.State)
			}
			return ""
		})
	}
	want(agenda.Rendering, 1)
	d.Notify(pages.Update{Doc: hash, Info: pages.Info{State: pages.Rendering, Pages: sizes, Done: 2}})
	want(agenda.Rendering, 2)
	d.Notify(pages.Update{Doc: hash, Info: pages.Info{State: pages.Ready, Pages: sizes, Done: 2}})
	want(agenda.Showable, 2)
	d.Notify(pages.Update{Doc: files.Hash{1}, Info: pages.Info{State: pages.Ready}}) // somebody else's
	d.Notify(pages.Update{Doc: hash, Info: pages.Info{State: pages.Failed, Code: "damaged"}})
	want(agenda.Unusable, 0)
	if code := m.State().Agenda.Documents["D1"].Code; code != "damaged" {
		t.Errorf("code %q", code)
	}
}

// The progress of a long paper does not fill the journal: of many updates at once the last is told.
func TestBridgeGathers(t *testing.T) {
	m, d, f, hash := table(t)
	d.Start(f)
	defer d.Close()
	sizes := slices.Repeat([]pages.PageSize{{W: 595, H: 842}}, 2000)
	before := m.State().Seq
	for done := range 2000 {
		d.Notify(pages.Update{Doc: hash, Info: pages.Info{State: pages.Rendering, Pages: sizes, Done: done + 1}})
	}
	d.Notify(pages.Update{Doc: hash, Info: pages.Info{State: pages.Ready, Pages: sizes, Done: 2000}})
	roomtest.Eventually(t, func() string {
		if state := m.State().Agenda.Documents["D1"].State; state != agenda.Showable {
			return "the paper is " + string(state)
		}
		return ""
	})
	if told := m.State().Seq - before; told > 20 {
		t.Errorf("the room was told %d times", told)
	}
}

// What a room refuses for good is said once, and the next paper's turn comes.
func TestBridgeGivesUp(t *testing.T) {
	m, d, f, hash := table(t)
	log := &logBuffer{}
	d.log = slog.New(slog.NewTextHandler(log, nil))
	d.Start(f)
	defer d.Close()
	d.Notify(pages.Update{Doc: hash, Info: pages.Info{State: pages.Ready, Pages: []pages.PageSize{{W: -1, H: 1}}, Done: 1}})
	roomtest.Eventually(t, func() string {
		if !strings.Contains(log.String(), "does not take") {
			return "nobody said so"
		}
		return ""
	})
	d.Notify(pages.Update{Doc: hash, Info: pages.Info{State: pages.Ready, Pages: []pages.PageSize{{W: 1, H: 1}}, Done: 1}})
	roomtest.Eventually(t, func() string {
		if state := m.State().Agenda.Documents["D1"].State; state != agenda.Showable {
			return "the paper is " + string(state)
		}
		return ""
	})
	if n := strings.Count(log.String(), "does not take"); n != 1 {
		t.Errorf("it was said %d times", n)
	}
}

// A room that is opened has its unfinished papers drawn; what cannot be is said.
func TestBridgeResumes(t *testing.T) {
	t.Run("drawn again", func(t *testing.T) {
		m, d, f, _ := table(t)
		d.Start(f)
		defer d.Close()
		for range 3 {
			d.Follow(m.Room)
		}
		roomtest.Eventually(t, func() string {
			if f.asked() == 0 {
				return "nobody asked for the paper"
			}
			return ""
		})
	})
	for name, known := range map[string]bool{"a finished one whose pages are gone": false, "not a finished one that is there": true} {
		t.Run(name, func(t *testing.T) {
			m, d, f, hash := table(t)
			m.Server("", "document.advance", rooms.AdvanceDocument{
				File: hash.String(), State: agenda.Showable, Pages: []agenda.Page{{W: 595, H: 842}}, Done: 1,
			})
			f.known = known
			d.pages = f
			if err := d.resume(t.Context(), m.Room); err != nil {
				t.Fatal(err)
			}
			if drawn := f.asked() > 0; drawn == known {
				t.Errorf("drawn again: %t", drawn)
			}
		})
	}
	t.Run("lost", func(t *testing.T) {
		m, d, f, _ := table(t)
		f.fail = pages.ErrNotFound
		d.Start(f)
		defer d.Close()
		d.Follow(m.Room)
		roomtest.Eventually(t, func() string {
			if paper := m.State().Agenda.Documents["D1"]; paper.State != agenda.Unusable || paper.Code != "not_found" {
				return "the paper is " + string(paper.State)
			}
			return ""
		})
	})
	t.Run("asked again while the renderer is busy", func(t *testing.T) {
		m, d, f, _ := table(t)
		f.fail = pages.ErrBusy
		d.Start(f)
		defer d.Close()
		d.Follow(m.Room)
		roomtest.Eventually(t, func() string {
			if f.asked() < 3 {
				return "it was given up"
			}
			return ""
		})
	})
}

// A paper that the room refuses is taken back, unless somebody else has it.
func TestRefusedPaperIsTakenBack(t *testing.T) {
	for name, known := range map[string]bool{"nobody else has it": false, "another meeting has it": true} {
		t.Run(name, func(t *testing.T) {
			m, d, f, _ := table(t)
			f.known = known
			d.Start(f)
			defer d.Close()
			item := m.State().Agenda.Order[0]
			paper := Paper{Item: item, Title: strings.Repeat("x", 400), Limit: 1000}
			_, err := d.File(t.Context(), m.Room, roomtest.Secretary, paper, strings.NewReader("%PDF-1.7 another"))
			if !errors.Is(err, rooms.ErrTextTooLong) {
				t.Fatal(err)
			}
			hash, _ := files.ParseHash(hashOf("%PDF-1.7 another"))
			if _, err := d.store.Stat(hash); (err == nil) != known {
				t.Errorf("kept: %t", err == nil)
			}
			// The one that was there before stays in any case.
			f.known = false
			_, err = d.File(t.Context(), m.Room, roomtest.Secretary, paper, strings.NewReader("%PDF-1.7"))
			if !errors.Is(err, rooms.ErrTextTooLong) {
				t.Fatal(err)
			}
			hash, _ = files.ParseHash(hashOf("%PDF-1.7"))
			if _, err := d.store.Stat(hash); err != nil {
				t.Error(err)
			}
		})
	}
}

// The bridge keeps about as many rooms as are live.
func TestBridgeForgetsClosedRooms(t *testing.T) {
	m, d, _, _ := table(t)
	d.live = m.Registry.Live
	d.Follow(m.Room)
	closed := m.Room
	m.Reopen()
	d.live = m.Registry.Live
	other := roomtest.New(t)
	d.Follow(other.Room) // not live in this registry: it is let go at once, and would be looked through once more
	d.mu.Lock()
	kept := len(d.followed)
	d.mu.Unlock()
	if kept != 0 || closed == m.Room {
		t.Errorf("%d rooms are kept", kept)
	}
	d.Follow(m.Room)
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.followed) != 1 || d.followed[m.ID] != m.Room {
		t.Errorf("kept are %v", d.followed)
	}
}

package pages

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dienhong/agenda/files"
)

// written lists the artefacts with their times of writing.
func (b *bench) written() map[string]time.Time {
	b.t.Helper()
	list := map[string]time.Time{}
	names, err := filepath.Glob(filepath.Join(b.dir, "derived", "pages", "*", "*"))
	if err != nil {
		b.t.Fatal(err)
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			b.t.Fatal(err)
		}
		list[name] = info.ModTime()
	}
	return list
}

func TestRestartGoesOnFromWhatIsThere(t *testing.T) {
	first := newBench(t, testConfig())
	doc := first.add(manyPages(300))
	first.await(doc, func(u Update) bool { return u.Done >= 20 })
	first.stop()
	before := first.written()
	if len(before) >= 900 {
		t.Fatal("it was finished before the restart: the case proves nothing")
	}

	second := benchIn(t, first.dir, testConfig()) // nobody adds the document again
	end := second.await(doc, over)
	if end.State != Ready || end.Done != 300 || len(end.Pages) != 300 {
		t.Fatalf("%s, %d of %d", end.State, end.Done, len(end.Pages))
	}
	after := second.written()
	if len(after) != 900 {
		t.Errorf("%d artefacts, want 900", len(after))
	}
	redrawn := 0
	for name, when := range before {
		if !after[name].Equal(when) {
			redrawn++
		}
	}
	if redrawn > 2*3 { // pages that were half written when the first stopped
		t.Errorf("%d artefacts were written again", redrawn)
	}
	second.stop()

	third := benchIn(t, first.dir, testConfig())
	info, err := third.Info(doc)
	if err != nil || info.State != Ready || info.Done != 300 {
		t.Errorf("after another restart: %+v %v", info.State, err)
	}
	if !maps.EqualFunc(after, third.written(), time.Time.Equal) {
		t.Error("a finished document was drawn again")
	}
}

// Files may be lost or spoiled behind our back; they are made again when asked for.
func TestLostArtefactIsMadeAgain(t *testing.T) {
	b := newBench(t, testConfig())
	doc := b.add(manyPages(2))
	b.await(doc, over)
	name := pictureName(doc, 1, BaseWidth)
	_, before := b.picture(doc, 1, BaseWidth)
	if err := b.images.Remove(name); err != nil {
		t.Fatal(err)
	}
	if _, again := b.picture(doc, 1, BaseWidth); !bytes.Equal(before, again) {
		t.Error("it came out differently")
	}
	if err := b.images.Put(name, nil); err != nil {
		t.Fatal(err)
	}
	_, err := b.Page(t.Context(), doc, 1, BaseWidth)
	wantCode(t, err, "unavailable")
	b.picture(doc, 1, BaseWidth)
}

// withAreas meddles with what a stopped renderer keeps.
func withAreas(t *testing.T, dir string, meddle func(images, manifests *files.Area)) {
	t.Helper()
	disk, err := files.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer disk.Close()
	images, err := disk.Area("pages")
	if err != nil {
		t.Fatal(err)
	}
	manifests, err := disk.Area("manifests")
	if err != nil {
		t.Fatal(err)
	}
	meddle(images, manifests)
}

// A new version of the renderer draws what the old one drew anew, and takes the old pictures away.
func TestOtherVersionIsDrawnAnew(t *testing.T) {
	first := newBench(t, testConfig())
	doc := first.add(manyPages(2))
	first.await(doc, over)
	first.stop()
	stale := artefact("0-mupdf-1.0", doc, 1, "1600")
	withAreas(t, first.dir, func(images, manifests *files.Area) {
		data, err := manifests.Read(manifestName(doc))
		if err != nil {
			t.Fatal(err)
		}
		manifests.Put(manifestName(doc), bytes.Replace(data, []byte(rendererVersion()), []byte("0-mupdf-1.0"), 1))
		images.Put(stale, []byte("old"))
	})

	second := benchIn(t, first.dir, testConfig())
	if end := second.await(doc, over); end.State != Ready {
		t.Fatalf("%s %q", end.State, end.Code)
	}
	if second.images.Has(stale) {
		t.Error("a picture of the old version is still there")
	}
}

func TestSpoiledManifestIsNoObstacle(t *testing.T) {
	first := newBench(t, testConfig())
	doc := first.add(manyPages(2))
	first.await(doc, over)
	first.stop()
	withAreas(t, first.dir, func(_, manifests *files.Area) {
		manifests.Put(manifestName(doc), []byte(`{"version":`))
		manifests.Put("not-a-hash", nil)
	})
	second := benchIn(t, first.dir, testConfig())
	if end := second.await(doc, over); end.State != Ready {
		t.Fatalf("%s %q", end.State, end.Code)
	}
}

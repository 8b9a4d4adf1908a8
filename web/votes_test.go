package web

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/seal"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// TestTheLogOfASecretVoteIsGivenOut votes secretly, has the ballots opened, and takes the log home: it holds every act and
// the papers, and nothing of who chose what; nor does anything else that the server keeps.
func TestTheLogOfASecretVoteIsGivenOut(t *testing.T) {
	g := newRig(t)
	g.InSession()
	item := g.Item()
	answer := g.Do(roomtest.Secretary, "ballot.prepare", map[string]any{
		"item": item, "question": "Bầu bổ sung", "form": "elect", "secrecy": "secret", "most": 1, "winners": 1,
		"options": []map[string]any{{"id": "hoa", "title": "Lê Hòa"}, {"id": "binh", "title": "Trần Bình"}},
	})
	id := rooms.BallotID(text(answer, "ballot"))
	g.Do(roomtest.Chair, "ballot.open", map[string]any{"ballot": id})
	b := g.State().Ballots[id]
	for _, e := range b.Electors {
		voter := rooms.PersonID(e.Person)
		if !g.State().Attendance[voter].Present() {
			continue
		}
		plain, err := seal.Encode(b.Question, ballot.Mark("hoa"))
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := seal.Seal(b.Key, seal.Info(string(g.ID), string(id), b.Hash), []byte(e.Person), plain)
		if err != nil {
			t.Fatal(err)
		}
		g.Do(voter, "ballot.cast", map[string]any{"ballot": id, "hash": b.Hash, "sealed": sealed})
	}
	g.Do(roomtest.Chair, "ballot.close", map[string]any{"ballot": id})
	g.Clock.Advance(rooms.Grace)
	for g.State().Ballots[id].State != rooms.BallotIsClosed {
		time.Sleep(10 * time.Millisecond) // the server looks at its clock every second
	}
	g.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": id})
	after := g.State().Ballots[id]
	if after.Tally.Outcome != ballot.Elected || after.Tally.Counts["hoa"] != int64(len(after.Cast)) || after.Checkpoint == "" {
		t.Errorf("tally %+v, checkpoint %q", after.Tally, after.Checkpoint)
	}
	for voter, cast := range after.Cast {
		if len(cast.Marks) > 0 || len(cast.Sealed) > 0 {
			t.Errorf("what %s chose can be told: %+v", voter, cast)
		}
	}

	got := g.as(roomtest.Secretary).get(g.path("/api/meetings/{m}/votes.zip")).is(200)
	files := unzip(t, got.body)
	for _, want := range []string{`"act":"prepare"`, `"act":"open"`, `"act":"cast"`, `"act":"papers"`, `"act":"destroy"`, `"act":"tally"`, `"act":"declare"`} {
		if !strings.Contains(files["acts.jsonl"], want) {
			t.Errorf("the log lacks %s", want)
		}
	}
	if !strings.Contains(files["checkpoints.txt"], after.Checkpoint) {
		t.Error("the checkpoint that was shown is not in the export")
	}
	g.as(g.Delegates[0]).get(g.path("/api/meetings/{m}/votes.zip")).is(403)
}

func unzip(t *testing.T, body string) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader([]byte(body)), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(data)
	}
	return files
}

func TestPresetsCarryTheirSources(t *testing.T) {
	g := newRig(t)
	var told struct {
		Presets []ballot.Preset `json:"presets"`
	}
	g.as(roomtest.Secretary).get("/api/ballot-presets").into(&told)
	if len(told.Presets) < 4 {
		t.Fatalf("%d presets", len(told.Presets))
	}
	for _, p := range told.Presets {
		if p.Title.Vi == "" || p.Title.En == "" || p.Rule.Citation == "" || p.Rule.Validate() != nil {
			t.Errorf("preset %+v", p)
		}
	}
}

package web

import (
	"archive/zip"
	"bytes"
	"html"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
	"dienhong/web/auth"
)

// TestTheLogOfASecretVoteIsGivenOut votes secretly, has the ballots opened, and takes the log home: it holds every act and
// the papers, and nothing of who chose what; nor does anything else that the server keeps.
func TestTheLogOfASecretVoteIsGivenOut(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(4), roomtest.Notary())
	id, _ := g.OpenRound("Bầu bổ sung", 0, map[string]any{
		"form": "elect", "secrecy": "secret", "most": 1, "winners": 1,
		"options": []map[string]any{{"id": "hoa", "title": "Lê Hòa"}, {"id": "binh", "title": "Trần Bình"}},
	})
	b := g.State().Ballots[id]
	for _, voter := range g.Delegates[:3] {
		g.Do(voter, "ballot.cast", g.Sealed(b, voter, ballot.Mark("hoa")))
	}
	g.CloseBallot(id)
	g.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": id})
	after := g.State().Ballots[id]
	if after.Tally.Outcome != ballot.Elected || after.Tally.Counts["hoa"] != 3 || after.Checkpoint == "" {
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
	delegate := g.as(g.Delegates[0])
	delegate.get(g.path("/api/meetings/{m}/votes.zip")).is(403)
	if got := delegate.get(g.path("/api/meetings/{m}/ballots/" + string(id) + "/checkpoint.svg")).is(200); !strings.HasPrefix(got.body, "<svg") {
		t.Errorf("no picture of the checkpoint: %.100s", got.body)
	}
	delegate.get(g.path("/api/meetings/{m}/ballots/b9/checkpoint.svg")).is(404)
}

// TestTheLogIsWithheldWithAGroup: the acts of rounds that are declared together would tell what came of the first.
func TestTheLogIsWithheldWithAGroup(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(3), roomtest.Notary())
	group := map[string]any{"group": "nhom-1"}
	first, hash := g.OpenRound("Ông A?", 0, group)
	second := g.Prepare("Bà B?", group)
	g.Do(g.Delegates[0], "ballot.cast", roomtest.Cast(first, hash, "yes"))
	g.CloseBallot(first)
	log := func() answer { return g.as(roomtest.Secretary).get(g.path("/api/meetings/{m}/votes.zip")) }
	record := func() string { return g.as(roomtest.Secretary).get(g.path("/api/meetings/{m}/record")).is(200).body }
	log().refused(409, "ballot_withheld")
	if body := record(); strings.Contains(body, `"tally"`) {
		t.Errorf("the record tells: %s", body)
	}
	g.Do(roomtest.Chair, "ballot.open", map[string]any{"ballot": second})
	g.CloseBallot(second)
	log().refused(409, "ballot_withheld")
	g.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": first})
	files := unzip(t, log().is(200).body)
	if n := strings.Count(files["acts.jsonl"], `"act":"declare"`); n != 2 || !strings.Contains(files["acts.jsonl"], `"group":"nhom-1"`) {
		t.Errorf("the log holds %d declarations: %s", n, files["acts.jsonl"])
	}
}

// TestACheckpointIsKept: whoever kept a signed head can have it proved that the log still begins with it, and compare the
// key with the one on paper.
func TestACheckpointIsKept(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(3), roomtest.Notary())
	first, hash := g.OpenRound("Thông qua?", 0, nil)
	g.Do(g.Delegates[0], "ballot.cast", roomtest.Cast(first, hash, "yes"))
	g.CloseBallot(first)
	delegate := g.as(g.Delegates[0])
	kept := delegate.get(g.path("/api/meetings/{m}/ballots/" + string(first) + "/checkpoint.txt")).is(200).body
	if kept != g.State().Ballots[first].Checkpoint || kept == "" {
		t.Errorf("kept %q", kept)
	}
	delegate.get(g.path("/api/meetings/{m}/ballots/b9/checkpoint.txt")).refused(404, "ballot_not_found")
	g.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": first})
	g.OpenRound("Lại thông qua?", 0, nil)

	size := strings.Split(kept, "\n")[1]
	var proof struct {
		First, Size int64
		Checkpoint  string
		Path        []string
	}
	delegate.get(g.path("/api/meetings/{m}/votes/consistency?first=" + size)).is(200).into(&proof)
	if strconv.FormatInt(proof.First, 10) != size || proof.Size != g.State().Ledger.Size || !strings.Contains(proof.Checkpoint, "\n"+strconv.FormatInt(proof.Size, 10)+"\n") || len(proof.Path) == 0 {
		t.Errorf("proof %+v", proof)
	}
	for _, bad := range []string{"", "x", "1.5"} {
		delegate.get(g.path("/api/meetings/{m}/votes/consistency?first="+bad)).refused(400, "request_invalid")
	}
	for _, bad := range []string{"0", "-1", "9999"} {
		delegate.get(g.path("/api/meetings/{m}/votes/consistency?first="+bad)).refused(400, "out_of_range")
	}
	var key notaryKey
	delegate.get("/api/notary").is(200).into(&key)
	page := g.as(roomtest.Secretary).get(g.path("/m/{m}/record")).is(200).body
	if key.Verifier == "" || key.Fingerprint != ledger.Fingerprint(key.Verifier) || !strings.Contains(page, key.Fingerprint) || !strings.Contains(html.UnescapeString(page), key.Verifier) {
		t.Errorf("the key %+v is not on the record", key)
	}
	files := unzip(t, g.as(roomtest.Secretary).get(g.path("/api/meetings/{m}/votes.zip")).is(200).body)
	if !strings.Contains(files["meeting.json"], key.Verifier) {
		t.Error("the export names another key")
	}
}

// TestALetterIsReportedToTheNextMeeting: the outcome, the answers and who did not answer lie on its agenda, once, by one act
// of somebody who is of the desk in both.
func TestALetterIsReportedToTheNextMeeting(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(3), roomtest.Notary())
	id := g.Prepare("Cho ý kiến về dự thảo quy chế", map[string]any{"method": "letters", "rule": ballot.Majority(ballot.Filled)})
	account, secretary := g.account(auth.NewAccount{Login: "hoa", Organiser: true})
	other, outside := g.account(auth.NewAccount{Login: "thi", Name: "Thi", Organiser: true})
	for id, name := range map[rooms.PersonID]string{account.ID: "Lê Thị Hoà", other.ID: "Thi"} {
		g.Do(roomtest.Secretary, "person.add", map[string]any{"person": rooms.Person{ID: id, Name: name, Role: rooms.Secretary}})
	}
	report := g.path("/api/meetings/{m}/ballots/" + string(id) + "/report")
	next, err := g.Registry.Create(t.Context(), roomtest.Secretary, rooms.Announcement{Title: "Phiên sau", Starts: roomtest.Start.Add(240 * time.Hour)},
		[]rooms.Person{{ID: account.ID, Name: "Lê Thị Hoà", Role: rooms.Secretary}})
	if err != nil {
		t.Fatal(err)
	}
	to := map[string]any{"meeting": next}
	secretary.post(report, to).refused(409, "ballot_wrong_state")
	g.Do(roomtest.Chair, "ballot.open", map[string]any{"ballot": id, "deadline": g.Clock.Now().Add(72 * time.Hour)})
	hash := g.State().Ballots[id].Hash
	for i, choice := range []string{"yes", "yes"} {
		args := roomtest.Cast(id, hash, choice)
		args["text"] = []string{"Nhất trí.", "Đề nghị bổ sung điều khoản kiểm kê."}[i]
		g.Do(g.Delegates[i], "ballot.cast", args)
	}
	g.CloseBallot(id)
	g.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": id})

	g.as(g.Delegates[0]).post(report, to).is(403)
	g.as(roomtest.Chair).post(report, to).refused(403, "forbidden") // invited into this meeting alone
	outside.post(report, to).refused(403, "forbidden")              // of the desk here, and nobody there
	secretary.post(report, map[string]any{"meeting": "m9"}).refused(404, "meeting_not_found")
	secretary.post(report, map[string]any{"meeting": g.ID}).refused(409, "ballot_wrong_state")
	secretary.post(g.path("/api/meetings/{m}/ballots/b9/report"), to).refused(404, "ballot_not_found")
	var told reported
	secretary.post(report, to).is(201).into(&told)
	secretary.post(report, to).refused(409, "exists")

	room, err := g.Registry.Open(t.Context(), next)
	if err != nil {
		t.Fatal(err)
	}
	err = room.Read(t.Context(), func(s *rooms.State) {
		item := s.Agenda.Items[agenda.ItemID(told.Item)]
		if item == nil || item.Kind != agenda.Report || item.Title != "Báo cáo kết quả lấy ý kiến bằng phiếu: Cho ý kiến về dự thảo quy chế" {
			t.Errorf("the item is %+v", item)
			return
		}
		for _, want := range []string{
			"Cho ý kiến về dự thảo quy chế", "Tán thành: 2; 66,67 %", "Kết quả: Thông qua", "Đại biểu 2: Tán thành. Đề nghị bổ sung điều khoản kiểm kê.",
			"Không trả lời trong thời hạn (1): Đại biểu 3", "Thời hạn trả lời",
		} {
			if !strings.Contains(strings.ToLower(item.Brief), strings.ToLower(want)) {
				t.Errorf("the report lacks %q:\n%s", want, item.Brief)
			}
		}
	})
	if err != nil {
		t.Error(err)
	}
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
	g := newRig(t, nil)
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

package main

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/seal"
	"dienhong/clients"
	"dienhong/clients/clientstest"
	"dienhong/rooms"
)

// votes takes the log of votes home, as the desk does.
func (p person) votes() string {
	p.s.t.Helper()
	request, err := http.NewRequestWithContext(p.s.t.Context(), http.MethodGet, p.s.report.Address+"/api/meetings/"+string(p.s.report.Meeting)+"/votes.zip", http.NoBody)
	if err != nil {
		p.s.t.Fatal(err)
	}
	request.Header.Set("Cookie", p.cookie)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.s.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		p.s.t.Fatalf("votes.zip: %s, %v", response.Status, err)
	}
	name := filepath.Join(p.s.t.TempDir(), "bieu-quyet.zip")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		p.s.t.Fatal(err)
	}
	return name
}

// recount runs the program as an auditor does, in a folder that is empty, and returns what it printed and its exit code.
func recount(t *testing.T, args ...string) (string, int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{"verify"}, args...)...)
	cmd.Env = append(os.Environ(), "DIENHONG_BE_THE_SERVER=1")
	cmd.Dir = t.TempDir()
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// value waits until the ballot comes to a state, and returns it.
func value(t *testing.T, tablet *clientstest.Tablet, id rooms.BallotID, state rooms.BallotState) clients.BallotValue {
	t.Helper()
	var v clients.BallotValue
	tablet.Expect(t, "the ballot is "+string(state), func(p *clientstest.Picture) bool {
		v, _ = clientstest.Get[clients.BallotValue](p, "ballot/"+string(id))
		return v.State == state
	})
	return v
}

// TestVotesAreRecounted votes by name, in secret and by hands on a running server, and recounts what it gives out: as it
// is, and after somebody changed a vote in it.
func TestVotesAreRecounted(t *testing.T) {
	s := startServer(t)
	desk := s.enter(s.report.Links["secretary"])
	secretary, chair := desk.sit(), s.enter(s.report.Links["chair"]).sit()
	must(t, chair, "meeting.open", map[string]any{"without": "thử nghiệm"})
	voters := []*clientstest.Tablet{}
	for _, seat := range []string{"delegate1", "delegate2", "delegate3"} {
		voter := s.enter(s.report.Links[seat]).sit()
		must(t, voter, "attendance.check_in", nil)
		voters = append(voters, voter)
	}
	item := must(t, secretary, "item.add", map[string]any{"title": "Bầu ban kiểm phiếu"})["item"]
	open := func(more map[string]any) clients.BallotValue {
		more["item"], more["question"] = item, "Thông qua danh sách?"
		id := rooms.BallotID(must(t, secretary, "ballot.prepare", more)["ballot"].(string))
		must(t, chair, "ballot.open", map[string]any{"ballot": id})
		return value(t, voters[0], id, rooms.BallotIsOpen)
	}
	closed := func(b clients.BallotValue) clients.BallotValue {
		must(t, chair, "ballot.close", map[string]any{"ballot": b.ID})
		return value(t, chair, b.ID, rooms.BallotIsClosed)
	}

	named := open(map[string]any{})
	for i, voter := range voters {
		must(t, voter, "ballot.cast", map[string]any{"ballot": named.ID, "hash": named.Hash, "marks": ballot.Mark(ballot.YesNoAbstain()[i/2])})
	}
	checkpoint := closed(named).Checkpoint
	must(t, chair, "ballot.declare", map[string]any{"ballot": named.ID})

	secret := open(map[string]any{"secrecy": "secret"})
	for _, voter := range voters {
		must(t, voter, "ballot.cast", sealedBallot(t, s, voter, secret, ballot.Mark(ballot.Yes)))
	}
	closed(secret)
	must(t, chair, "ballot.declare", map[string]any{"ballot": secret.ID})

	hands := open(map[string]any{"method": "hands"})
	must(t, chair, "ballot.close", map[string]any{"ballot": hands.ID})
	for _, teller := range []*clientstest.Tablet{secretary, chair} {
		must(t, teller, "ballot.enter_count", map[string]any{"ballot": hands.ID, "count": map[string]any{
			"issued": 3, "returned": 3, "counts": map[string]int{"yes": 2, "no": 1},
		}})
	}
	value(t, chair, hands.ID, rooms.BallotIsClosed)

	file := desk.votes()
	kept := filepath.Join(t.TempDir(), "kept.txt")
	if err := os.WriteFile(kept, []byte(checkpoint), 0o600); err != nil {
		t.Fatal(err)
	}
	said, code := recount(t, file, "-checkpoint", kept)
	for _, want := range []string{"\nPASS  Nhật ký nguyên vẹn", "Tán thành: 3", "1 do bên ngoài giữ", "bỏ phiếu kín", "bằng giơ tay", string(secret.ID)} {
		if !strings.Contains(said, want) {
			t.Errorf("verify does not say %q", want)
		}
	}
	if code != 0 || strings.Contains(said, "FAIL") || t.Failed() {
		t.Errorf("code %d:\n%s", code, said)
	}
	changed := rewritten(t, file, func(name string, data []byte) []byte {
		return bytes.Replace(data, []byte(`"marks":{"yes":1}`), []byte(`"marks":{"no":1}`), 1)
	})
	said, code = recount(t, "-lang", "en", changed)
	if code != 1 || !strings.Contains(said, "\nFAIL  Rounds that fail: 2\n") || !strings.Contains(said, "counts.yes: 2 ≠ 1") {
		t.Errorf("a changed vote, code %d:\n%s", code, said)
	}
}

// sealedBallot is what a tablet sends in a secret round.
func sealedBallot(t *testing.T, s *server, voter *clientstest.Tablet, b clients.BallotValue, marks ballot.Marks) map[string]any {
	t.Helper()
	elector := voter.Picture().Me.Person
	plain, err := seal.Encode(b.Question, marks)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := seal.Seal(b.Key, seal.Info(string(s.report.Meeting), string(b.ID), b.Hash), []byte(elector), plain)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{"ballot": b.ID, "hash": b.Hash, "sealed": sealed}
}

// TestVerifyRefuses what is no export, and says why; nothing else stands in its way.
func TestVerifyRefuses(t *testing.T) {
	folder := t.TempDir()
	put := func(name, content string) string {
		name = filepath.Join(folder, name)
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	text, empty := put("text.zip", "not a zip"), put("empty", "")
	for _, c := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"no file", nil, 2, "name the file"},
		{"two files", []string{"a", "b"}, 2, "name the file"},
		{"a language", []string{"-lang", "xx", text}, 2, "-lang"},
		{"a flag", []string{"-x", text}, 2, "-x"},
		{"a file that is not there", []string{filepath.Join(folder, "none")}, 1, "no such file"},
		{"a folder", []string{folder}, 1, "not an export"},
		{"no zip", []string{text}, 1, "not an export"},
		{"nothing", []string{empty}, 1, "not an export"},
		{"no checkpoints in the file of them", []string{text, "-checkpoint", empty}, 1, "not a signed checkpoint"},
	} {
		t.Run(c.name, func(t *testing.T) {
			said, code := recount(t, c.args...)
			if code != c.code || !strings.Contains(said, c.want) {
				t.Errorf("code %d, %s", code, said)
			}
		})
	}
}

func TestWhatAFileSaysIsHarmlessToATerminal(t *testing.T) {
	for text, want := range map[string]string{
		"Thông qua\x1b[2J": "Thông qua\uFFFD[2J",
		"a\nPASS\tb\u202e": "a\uFFFDPASS\uFFFDb\uFFFD",
		"một hai ba":       "một h…",
		"\xff":             "\uFFFD",
	} {
		most := 20
		if strings.HasPrefix(text, "m") {
			most = 5
		}
		if got := shown(text, most); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

// rewritten copies an export with its files changed.
func rewritten(t *testing.T, name string, change func(name string, data []byte) []byte) string {
	t.Helper()
	archive, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	target := filepath.Join(t.TempDir(), "changed.zip")
	file, err := os.Create(target)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	writer := zip.NewWriter(file)
	for _, f := range archive.File {
		reader, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		part, err := writer.Create(f.Name)
		if err == nil {
			_, err = part.Write(change(f.Name, data))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return target
}

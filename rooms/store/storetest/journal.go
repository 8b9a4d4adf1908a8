package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"dienhong/rooms"
)

// start is a moment in whole milliseconds, as journals keep them.
var start = time.Date(2026, 9, 24, 1, 0, 0, 123e6, time.UTC)

// Journal proves the promises of rooms.Journal. The function makes an empty journal for one case.
func Journal(t *testing.T, open func(t *testing.T) rooms.Journal) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T, j rooms.Journal)
	}{
		{"what was created is loaded", created},
		{"an id is created once", createdOnce},
		{"an unknown meeting", unknown},
		{"what was appended is loaded in order", appended},
		{"a taking raises the epoch", takings},
		{"a load is what is written, and changes nothing", loads},
		{"a deposed owner changes nothing", deposed},
		{"numbers have no gap and no repetition", numbers},
		{"a second ballot fails the whole batch", secondBallot},
		{"a ballot is replaced only where there is one", replacedBallot},
		{"envelopes are forgotten and their hashes are not", forgotten},
		{"a command is done once", secondCommand},
		{"commands of two people may share an id", sharedCommand},
		{"a snapshot replaces what is before it", snapshots},
		{"meetings do not mix", apart},
		{"a caller who has gone", gone},
		{"two owners at once", rivals},
		{"many meetings at once", crowd},
		{"any text", texts},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

// record makes an event in its place; the title tells one from the other.
func record(seq, epoch uint64, title string) rooms.Record {
	return rooms.Record{
		Seq: seq, Epoch: epoch, At: start.Add(time.Duration(seq) * time.Millisecond), Actor: "thu-ky",
		Command: rooms.CommandID(fmt.Sprintf("c%d", seq)),
		Event:   rooms.ItemConcluded{Item: "i1", Conclusion: title},
	}
}

func first() rooms.Batch {
	return rooms.Batch{
		Epoch: 1,
		Records: []rooms.Record{
			{Seq: 1, Epoch: 1, At: start, Actor: "thu-ky", Event: rooms.MeetingCreated{
				Announcement: rooms.Announcement{Title: "Kỳ họp thứ 9", Body: "HĐND tỉnh", Starts: start, Seats: 50, QuorumNum: 2, QuorumDen: 3},
			}},
			{Seq: 2, Epoch: 1, At: start, Actor: "thu-ky", Event: rooms.PersonAdded{
				Person: rooms.Person{ID: "thu-ky", Name: "Đặng Thị Hoà", Role: rooms.Secretary},
			}},
		},
		Head: &rooms.Head{
			ID: "m1", Title: "Kỳ họp thứ 9", Body: "HĐND tỉnh", Place: "Hội trường A", Phase: rooms.Draft, Starts: start, Ends: start.Add(time.Hour),
			Members: map[rooms.PersonID]rooms.Role{"thu-ky": rooms.Secretary, "chu-toa": rooms.Chair},
		},
	}
}

func create(t *testing.T, j rooms.Journal, id rooms.MeetingID) rooms.Batch {
	t.Helper()
	batch := first()
	batch.Head.ID = id
	if err := j.Create(t.Context(), id, batch); err != nil {
		t.Fatalf("create %s: %v", id, err)
	}
	return batch
}

func take(t *testing.T, j rooms.Journal, id rooms.MeetingID) rooms.Loaded {
	t.Helper()
	loaded, err := j.Take(t.Context(), id)
	if err != nil {
		t.Fatalf("take %s: %v", id, err)
	}
	return loaded
}

func add(t *testing.T, j rooms.Journal, id rooms.MeetingID, batch rooms.Batch) {
	t.Helper()
	if err := j.Append(t.Context(), id, batch); err != nil {
		t.Fatalf("append to %s: %v", id, err)
	}
}

// refused appends what must fail, and compares what is there with what was there before.
func refused(t *testing.T, j rooms.Journal, id rooms.MeetingID, batch rooms.Batch, want error) {
	t.Helper()
	before := take(t, j, id)
	batch.Epoch = before.Epoch
	for i := range batch.Records {
		batch.Records[i].Epoch = before.Epoch
	}
	err := j.Append(t.Context(), id, batch)
	if err == nil || (want != nil && !errors.Is(err, want)) {
		t.Errorf("append gave %v, want %v", err, want)
	}
	after := take(t, j, id)
	same(t, "after the refusal", after.Records, before.Records)
	same(t, "done after the refusal", len(after.Done), len(before.Done))
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func created(t *testing.T, j rooms.Journal) {
	batch := create(t, j, "m1")
	loaded := take(t, j, "m1")
	same(t, "records", loaded.Records, batch.Records)
	if loaded.Epoch != 2 || loaded.Snapshot != nil || len(loaded.Done) != 0 {
		t.Errorf("epoch %d, snapshot %s, done %v; want epoch 2 and neither", loaded.Epoch, loaded.Snapshot, loaded.Done)
	}
}

func createdOnce(t *testing.T, j rooms.Journal) {
	batch := create(t, j, "m1")
	other := first()
	other.Records = other.Records[:1]
	if err := j.Create(t.Context(), "m1", other); !errors.Is(err, rooms.ErrExists) {
		t.Errorf("second create gave %v", err)
	}
	same(t, "records", take(t, j, "m1").Records, batch.Records)
}

func unknown(t *testing.T, j rooms.Journal) {
	if _, err := j.Take(t.Context(), "m9"); !errors.Is(err, rooms.ErrNoMeeting) {
		t.Errorf("take gave %v", err)
	}
	err := j.Append(t.Context(), "m9", rooms.Batch{Epoch: 1, Records: []rooms.Record{record(1, 1, "x")}})
	if !errors.Is(err, rooms.ErrNoMeeting) {
		t.Errorf("append gave %v", err)
	}
}

func appended(t *testing.T, j rooms.Journal) {
	batch := create(t, j, "m1")
	epoch := take(t, j, "m1").Epoch
	want := batch.Records
	seq := uint64(2)
	for size := 1; size < 40; size += 13 {
		next := rooms.Batch{Epoch: epoch}
		for range size {
			seq++
			next.Records = append(next.Records, record(seq, epoch, fmt.Sprintf("kết luận %d", seq)))
			next.Done = append(next.Done, rooms.Done{
				Person: "thu-ky", Command: rooms.CommandID(fmt.Sprintf("c%d", seq)), Digest: "d",
				Answer: rooms.Answer{Seq: seq, Data: map[string]any{"item": "i1"}},
			})
		}
		add(t, j, "m1", next)
		want = append(want, next.Records...)
	}
	loaded := take(t, j, "m1")
	same(t, "records", loaded.Records, want)
	if len(loaded.Done) != int(seq)-2 {
		t.Errorf("%d commands are done, want %d", len(loaded.Done), seq-2)
	}
	for _, done := range loaded.Done {
		if fmt.Sprintf("c%d", done.Answer.Seq) != string(done.Command) || done.Answer.Data["item"] != "i1" || done.Digest != "d" {
			t.Errorf("done came back as %+v", done)
		}
	}
}

func takings(t *testing.T, j rooms.Journal) {
	create(t, j, "m1")
	for want := uint64(2); want < 6; want++ {
		if loaded := take(t, j, "m1"); loaded.Epoch != want {
			t.Errorf("epoch %d, want %d", loaded.Epoch, want)
		}
	}
}

func deposed(t *testing.T, j rooms.Journal) {
	batch := create(t, j, "m1")
	old := take(t, j, "m1").Epoch
	add(t, j, "m1", rooms.Batch{Epoch: old, Records: []rooms.Record{record(3, old, "kịp")}})
	take(t, j, "m1")
	for _, epoch := range []uint64{1, old, old + 7} {
		late := rooms.Batch{
			Epoch: epoch, Records: []rooms.Record{record(4, epoch, "muộn")}, Snapshot: json.RawMessage(`{}`),
			Ballots: []rooms.BallotRow{row("b1", "an")}, Head: &rooms.Head{ID: "m1", Title: "muộn"},
		}
		if err := j.Append(t.Context(), "m1", late); !errors.Is(err, rooms.ErrDeposed) {
			t.Errorf("append in epoch %d gave %v, want deposed", epoch, err)
		}
	}
	loaded := take(t, j, "m1")
	same(t, "records", loaded.Records, append(batch.Records, record(3, old, "kịp")))
	if loaded.Snapshot != nil {
		t.Errorf("a deposed owner left the snapshot %s", loaded.Snapshot)
	}
}

func numbers(t *testing.T, j rooms.Journal) {
	create(t, j, "m1")
	for _, seqs := range [][]uint64{{4}, {2}, {0}, {3, 5}, {3, 3}, {4, 3}, {1, 2, 3}} {
		batch := rooms.Batch{}
		for _, seq := range seqs {
			batch.Records = append(batch.Records, record(seq, 0, "lạc"))
		}
		refused(t, j, "m1", batch, nil)
	}
	epoch := take(t, j, "m1").Epoch
	stray := rooms.Batch{Epoch: epoch, Records: []rooms.Record{record(3, epoch-1, "nhịp cũ")}}
	if err := j.Append(t.Context(), "m1", stray); err == nil {
		t.Error("a record of another epoch than its batch was written")
	}
	add(t, j, "m1", rooms.Batch{Epoch: epoch, Records: []rooms.Record{record(3, epoch, "đúng")}})
}

func row(ballotID rooms.BallotID, voter rooms.PersonID) rooms.BallotRow {
	return rooms.BallotRow{Ballot: ballotID, Voter: voter, Content: `{"yes":1}`, Receipt: "AB12-CD34", At: start}
}

func secondBallot(t *testing.T, j rooms.Journal) {
	create(t, j, "m1")
	epoch := take(t, j, "m1").Epoch
	add(t, j, "m1", rooms.Batch{
		Epoch: epoch, Records: []rooms.Record{record(3, epoch, "x"), record(4, epoch, "x")},
		Ballots: []rooms.BallotRow{row("b1", "an"), row("b1", "binh")},
	})
	refused(t, j, "m1", rooms.Batch{
		Records: []rooms.Record{record(5, 0, "x"), record(6, 0, "x")},
		Ballots: []rooms.BallotRow{row("b1", "chi"), row("b1", "an")},
	}, nil)
	refused(t, j, "m1", rooms.Batch{
		Records: []rooms.Record{record(5, 0, "x")}, Ballots: []rooms.BallotRow{row("b2", "an"), row("b2", "an")},
	}, nil)
	epoch = take(t, j, "m1").Epoch
	add(t, j, "m1", rooms.Batch{ // nothing of what was refused is in the way
		Epoch: epoch, Records: []rooms.Record{record(5, epoch, "x")},
		Ballots: []rooms.BallotRow{row("b1", "chi"), row("b2", "an")},
	})
}

func replacedBallot(t *testing.T, j rooms.Journal) {
	create(t, j, "m1")
	again := row("b1", "an")
	again.Content, again.Receipt, again.Replaces = `{"no":1}`, "EF56-GH78", true
	refused(t, j, "m1", rooms.Batch{Records: []rooms.Record{record(3, 0, "x")}, Ballots: []rooms.BallotRow{again}}, nil)
	epoch := take(t, j, "m1").Epoch
	add(t, j, "m1", rooms.Batch{ // given and replaced in one batch
		Epoch: epoch, Records: []rooms.Record{record(3, epoch, "x"), record(4, epoch, "x")}, Ballots: []rooms.BallotRow{row("b1", "an"), again},
	})
	add(t, j, "m1", rooms.Batch{Epoch: epoch, Records: []rooms.Record{record(5, epoch, "x")}, Ballots: []rooms.BallotRow{again}})
	refused(t, j, "m1", rooms.Batch{Records: []rooms.Record{record(6, 0, "x")}, Ballots: []rooms.BallotRow{row("b1", "an")}}, nil)
}

func forgotten(t *testing.T, j rooms.Journal) {
	create(t, j, "m1")
	epoch := take(t, j, "m1").Epoch
	cast := func(seq uint64, ballot rooms.BallotID) rooms.Record {
		r := record(seq, epoch, "")
		r.Event = rooms.BallotCast{Ballot: ballot, Sealed: fmt.Appendf(nil, "phong bì %d", seq), Receipt: "AB12-CD34"}
		return r
	}
	add(t, j, "m1", rooms.Batch{Epoch: epoch, Records: []rooms.Record{cast(3, "b1"), cast(4, "b2")}})
	refused(t, j, "m1", rooms.Batch{Epoch: epoch, Records: []rooms.Record{record(9, epoch, "")}, Forget: []rooms.BallotID{"b2"}}, nil)
	epoch = take(t, j, "m1").Epoch
	add(t, j, "m1", rooms.Batch{Epoch: epoch, Records: []rooms.Record{cast(5, "b1"), record(6, epoch, "x")}, Forget: []rooms.BallotID{"b1", "b3"}})
	loaded := take(t, j, "m1")
	for _, r := range loaded.Records {
		c, is := r.Event.(rooms.BallotCast)
		if !is {
			continue
		}
		sum := sha256.Sum256(fmt.Appendf(nil, "phong bì %d", r.Seq))
		if gone := len(c.Sealed) == 0 && c.Envelope == hex.EncodeToString(sum[:]); gone != (c.Ballot == "b1") || c.Receipt == "" {
			t.Errorf("record %d is %+v", r.Seq, c)
		}
	}
	if len(loaded.Records) != 6 {
		t.Errorf("%d records", len(loaded.Records))
	}
}

func done(person rooms.PersonID, command rooms.CommandID) rooms.Done {
	return rooms.Done{Person: person, Command: command, Digest: "d", Answer: rooms.Answer{Seq: 3}}
}

func secondCommand(t *testing.T, j rooms.Journal) {
	create(t, j, "m1")
	epoch := take(t, j, "m1").Epoch
	add(t, j, "m1", rooms.Batch{
		Epoch: epoch, Records: []rooms.Record{record(3, epoch, "x")}, Done: []rooms.Done{done("an", "c1")},
	})
	refused(t, j, "m1", rooms.Batch{
		Records: []rooms.Record{record(4, 0, "x")}, Done: []rooms.Done{done("an", "c2"), done("an", "c1")},
	}, nil)
}

func sharedCommand(t *testing.T, j rooms.Journal) {
	create(t, j, "m1")
	create(t, j, "m2")
	for _, id := range []rooms.MeetingID{"m1", "m2"} {
		epoch := take(t, j, id).Epoch
		add(t, j, id, rooms.Batch{
			Epoch: epoch, Records: []rooms.Record{record(3, epoch, "x")}, Done: []rooms.Done{done("an", "c1"), done("binh", "c1")},
		})
		if loaded := take(t, j, id); len(loaded.Done) != 2 {
			t.Errorf("%s remembers %v, want both", id, loaded.Done)
		}
	}
}

func snapshots(t *testing.T, j rooms.Journal) {
	create(t, j, "m1")
	epoch := take(t, j, "m1").Epoch
	add(t, j, "m1", rooms.Batch{
		Epoch: epoch, Records: []rooms.Record{record(3, epoch, "x"), record(4, epoch, "x")}, Done: []rooms.Done{done("an", "c1")},
		Snapshot: json.RawMessage(`{"seq":4}`),
	})
	loaded := take(t, j, "m1")
	if string(loaded.Snapshot) != `{"seq":4}` || len(loaded.Records) != 0 || len(loaded.Done) != 1 {
		t.Errorf("loaded %s, %v, %v", loaded.Snapshot, loaded.Records, loaded.Done)
	}
	add(t, j, "m1", rooms.Batch{Epoch: loaded.Epoch, Records: []rooms.Record{record(5, loaded.Epoch, "sau")}})
	loaded = take(t, j, "m1")
	if string(loaded.Snapshot) != `{"seq":4}` || len(loaded.Records) != 1 || loaded.Records[0].Seq != 5 {
		t.Errorf("loaded %s, %v", loaded.Snapshot, loaded.Records)
	}
	add(t, j, "m1", rooms.Batch{
		Epoch: loaded.Epoch, Records: []rooms.Record{record(6, loaded.Epoch, "x")}, Snapshot: json.RawMessage(`{"seq":6}`),
	})
	loaded = take(t, j, "m1")
	if string(loaded.Snapshot) != `{"seq":6}` || len(loaded.Records) != 0 {
		t.Errorf("loaded %s, %v", loaded.Snapshot, loaded.Records)
	}
}

func apart(t *testing.T, j rooms.Journal) {
	one, two := create(t, j, "m1"), create(t, j, "m2")
	epoch := take(t, j, "m1").Epoch
	add(t, j, "m1", rooms.Batch{Epoch: epoch, Records: []rooms.Record{record(3, epoch, "x")}, Ballots: []rooms.BallotRow{row("b1", "an")}})
	same(t, "records of the other", take(t, j, "m2").Records, two.Records)
	if got := len(take(t, j, "m1").Records); got != len(one.Records)+1 {
		t.Errorf("%d records", got)
	}
}

func gone(t *testing.T, j rooms.Journal) {
	batch := create(t, j, "m1")
	epoch := take(t, j, "m1").Epoch
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := j.Append(ctx, "m1", rooms.Batch{Epoch: epoch, Records: []rooms.Record{record(3, epoch, "x")}})
	after := take(t, j, "m1").Records
	if err == nil { // it may finish, but then whole
		same(t, "records", after, append(batch.Records, record(3, epoch, "x")))
		return
	}
	same(t, "records", after, batch.Records)
}

func texts(t *testing.T, j rooms.Journal) {
	create(t, j, "m1")
	epoch := take(t, j, "m1").Epoch
	want := []string{
		"Nghị quyết về “dự toán” – 'ngân sách'; DROP TABLE records;--", "một\nhai\tba", "👨‍👩‍👧 🇻🇳", "<b>&amp;</b>", `\u0000 \ "`, "%_!?$1",
	}
	batch := rooms.Batch{Epoch: epoch}
	for i, text := range want {
		batch.Records = append(batch.Records, record(uint64(3+i), epoch, text))
	}
	add(t, j, "m1", batch)
	for i, r := range take(t, j, "m1").Records[2:] {
		if e, yes := r.Event.(rooms.ItemConcluded); !yes || e.Conclusion != want[i] {
			t.Errorf("%q came back as %+v", want[i], r.Event)
		}
	}
}

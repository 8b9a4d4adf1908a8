package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"dienhong/rooms"
)

// Accounts is the part of a directory that knows who can sign in.
type Accounts interface {
	HasAccounts(ctx context.Context) (bool, error)
	CreateAccount(ctx context.Context, account rooms.Account) error
	AccountByLogin(ctx context.Context, login string) (rooms.Account, error)
	Account(ctx context.Context, id rooms.PersonID) (rooms.Account, error)
	Accounts(ctx context.Context, query string, limit int) ([]rooms.Account, error)
	UpdateAccount(ctx context.Context, account rooms.Account) error
	SetPassword(ctx context.Context, id rooms.PersonID, phc string, once bool) error
}

// Sessions is the part that knows who has signed in.
type Sessions interface {
	PutSession(ctx context.Context, session rooms.Session) error
	Session(ctx context.Context, tokenHash string) (rooms.Session, error)
	DropSession(ctx context.Context, tokenHash string) error
	DropSessionsOf(ctx context.Context, person rooms.PersonID) error
	ProlongSession(ctx context.Context, tokenHash string, expires time.Time) error
	LiveSessions(ctx context.Context, now time.Time) ([]rooms.Session, error)
	PurgeSessions(ctx context.Context, now time.Time) error
}

// Invites is the part that knows the personal ways into a meeting.
type Invites interface {
	PutInvite(ctx context.Context, invite rooms.Invite) error
	DropInvites(ctx context.Context, meeting rooms.MeetingID, person rooms.PersonID, kind rooms.InviteKind) error
	UseInvite(ctx context.Context, secretHash string, now time.Time) (rooms.Invite, error)
	Invites(ctx context.Context, meeting rooms.MeetingID) ([]rooms.Invite, error)
	MeetingCode(ctx context.Context, meeting rooms.MeetingID) (string, error)
	MeetingByCode(ctx context.Context, code string) (rooms.MeetingID, error)
}

// Meetings is the part that lists meetings without opening their rooms.
type Meetings interface {
	MeetingsOf(ctx context.Context, person rooms.PersonID) ([]rooms.Membership, error)
	Head(ctx context.Context, meeting rooms.MeetingID) (rooms.Head, error)
}

// DirectoryStore is everything that the edges ask of a storage, with the journal that the lists are projected from.
type DirectoryStore interface {
	rooms.Journal
	Accounts
	Sessions
	Invites
	Meetings
}

// Directory proves what the directory promises. The function makes an empty one for one case.
func Directory(t *testing.T, open func(t *testing.T) DirectoryStore) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T, d DirectoryStore)
	}{
		{"accounts are kept", accounts},
		{"accounts refuse", accountRefusals},
		{"accounts are found without diacritics", search},
		{"accounts stand in the order of given names", order},
		{"sessions are kept and end", sessions},
		{"sessions expire", purge},
		{"invites open as often as they may", invites},
		{"an invite's last use is given once", lastUse},
		{"invites are taken back", dropInvites},
		{"a meeting's code stays", codes},
		{"heads and members follow the room", heads},
		{"a person's meetings, newest first", meetingsOf},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

func must(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func want(t *testing.T, what string, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("%s gave %v, want %v", what, err, target)
	}
}

func account(id, login, name string) rooms.Account {
	return rooms.Account{ID: rooms.PersonID(id), Login: login, Name: name, PasswordHash: "$argon2id$" + id, Created: start}
}

func accounts(t *testing.T, d DirectoryStore) {
	has, err := d.HasAccounts(t.Context())
	must(t, "count", err)
	if has {
		t.Error("an empty directory has accounts")
	}
	a := account("p1", "Hoa.Dang", "Đặng Thị Hoà")
	a.Title, a.Unit, a.Admin, a.Organiser = "Chánh Văn phòng", "Văn phòng UBND", true, true
	a.Once = true
	must(t, "create", d.CreateAccount(t.Context(), a))
	if has, err = d.HasAccounts(t.Context()); err != nil || !has {
		t.Errorf("has accounts: %t, %v", has, err)
	}
	for _, login := range []string{"Hoa.Dang", "hoa.dang", " HOA.DANG "} {
		got, err := d.AccountByLogin(t.Context(), login)
		must(t, "find "+login, err)
		same(t, "account", got, a)
	}
	must(t, "set password", d.SetPassword(t.Context(), "p1", "$argon2id$neu", false))
	changed := a
	changed.Name, changed.Admin, changed.Disabled, changed.PasswordHash, changed.Created = "Đặng Hoà", false, true, "ignored", time.Time{}
	changed.Once = false
	must(t, "update", d.UpdateAccount(t.Context(), changed))
	changed.PasswordHash, changed.Created = "$argon2id$neu", start
	got, err := d.Account(t.Context(), "p1")
	must(t, "read", err)
	same(t, "account", got, changed)
}

func accountRefusals(t *testing.T, d DirectoryStore) {
	must(t, "create", d.CreateAccount(t.Context(), account("p1", "an", "An")))
	must(t, "create", d.CreateAccount(t.Context(), account("p2", "binh", "Bình")))
	want(t, "the same id", d.CreateAccount(t.Context(), account("p1", "khac", "Khác")), rooms.ErrExists)
	want(t, "the same login in capitals", d.CreateAccount(t.Context(), account("p3", "AN", "Khác")), rooms.ErrExists)
	want(t, "a login that is another's", d.UpdateAccount(t.Context(), account("p2", "An", "Bình")), rooms.ErrExists)
	want(t, "update of nobody", d.UpdateAccount(t.Context(), account("p9", "x", "X")), rooms.ErrNoPerson)
	want(t, "password of nobody", d.SetPassword(t.Context(), "p9", "x", true), rooms.ErrNoPerson)
	_, err := d.Account(t.Context(), "p9")
	want(t, "read of nobody", err, rooms.ErrNoPerson)
	_, err = d.AccountByLogin(t.Context(), "nobody")
	want(t, "login of nobody", err, rooms.ErrNoPerson)
	got, err := d.Account(t.Context(), "p2")
	must(t, "read", err)
	same(t, "what a refusal left", got, account("p2", "binh", "Bình"))
}

func search(t *testing.T, d DirectoryStore) {
	for i, name := range []string{"Nguyễn Văn Đức", "Trần Thị Ánh", "Lê Đình Ân", "Y Phôn Niê", "100% Họp_lệ!"} {
		a := account(fmt.Sprintf("p%d", i), fmt.Sprintf("user%d", i), name)
		a.Unit = "Sở Tài chính"
		must(t, "create", d.CreateAccount(t.Context(), a))
	}
	for _, c := range []struct {
		query string
		want  int
	}{
		{"duc", 1}, {"ĐỨC", 1}, {"Đu\u031b\u0301c", 1}, {"nguyen duc", 1}, {"duc nguyen", 1}, {"an", 3}, {"le dinh an", 1},
		{"", 5}, {"  ", 5}, {"tai chinh", 5}, {"user3", 1}, {"%", 1}, {"_", 1}, {"!", 1}, {"100% hop_", 1}, {"khong co", 0},
	} {
		found, err := d.Accounts(t.Context(), c.query, 0)
		must(t, "search", err)
		if len(found) != c.want {
			t.Errorf("%q finds %d, want %d: %v", c.query, len(found), c.want, found)
		}
	}
	limited, err := d.Accounts(t.Context(), "", 2)
	must(t, "search", err)
	if len(limited) != 2 {
		t.Errorf("limit 2 gave %d", len(limited))
	}
	renamed := account("p0", "user0", "Phạm Văn Tứ")
	must(t, "rename", d.UpdateAccount(t.Context(), renamed))
	if found, err := d.Accounts(t.Context(), "duc", 0); err != nil || len(found) != 0 {
		t.Errorf("the old name still finds %v, %v", found, err)
	}
}

func order(t *testing.T, d DirectoryStore) {
	names := []string{
		"Lê Thị An", "Nguyễn Văn An", "Trần Án", "Lê Ăn", "Phạm Ân", "Bùi Bình", "Cao Dũng", "Đỗ Đức", "Lê Hạ", "Vũ Tuấn", "Hồ Uyên", "Hồ Ưng",
	}
	for i := range names { // made in another order than that of the list
		at := (i*5 + 3) % len(names)
		must(t, "create", d.CreateAccount(t.Context(), account(fmt.Sprintf("p%02d", at), fmt.Sprintf("user%d", at), names[at])))
	}
	found, err := d.Accounts(t.Context(), "", 0)
	must(t, "list", err)
	got := []string{}
	for _, a := range found {
		got = append(got, a.Name)
	}
	same(t, "order", got, names)
}

func sessions(t *testing.T, d DirectoryStore) {
	one := rooms.Session{TokenHash: "t1", Person: "p1", Created: start, Expires: start.Add(time.Hour)}
	two := rooms.Session{TokenHash: "t2", Person: "p1", Meeting: "m1", Created: start, Expires: start.Add(time.Hour)}
	other := rooms.Session{TokenHash: "t3", Person: "p2", Created: start, Expires: start.Add(time.Hour)}
	for _, s := range []rooms.Session{one, two, other} {
		must(t, "put", d.PutSession(t.Context(), s))
	}
	one.Expires = start.Add(2 * time.Hour)
	must(t, "prolong", d.ProlongSession(t.Context(), one.TokenHash, one.Expires))
	for _, s := range []rooms.Session{one, two, other} {
		got, err := d.Session(t.Context(), s.TokenHash)
		must(t, "read", err)
		same(t, "session", got, s)
	}
	_, err := d.Session(t.Context(), "t9")
	want(t, "an unknown token", err, rooms.ErrNoSession)
	live, err := d.LiveSessions(t.Context(), one.Expires.Add(-time.Millisecond))
	must(t, "list the live", err)
	if !slices.Contains(live, one) {
		t.Errorf("live are %v", live)
	}
	live, err = d.LiveSessions(t.Context(), one.Expires)
	must(t, "list the live", err)
	if slices.Contains(live, one) {
		t.Errorf("an expired session is live: %v", live)
	}
	must(t, "drop", d.DropSession(t.Context(), "t1"))
	must(t, "drop again", d.DropSession(t.Context(), "t1"))
	must(t, "prolong what has ended", d.ProlongSession(t.Context(), "t1", one.Expires))
	_, err = d.Session(t.Context(), "t1")
	want(t, "an ended session", err, rooms.ErrNoSession)
	must(t, "drop all", d.DropSessionsOf(t.Context(), "p1"))
	_, err = d.Session(t.Context(), "t2")
	want(t, "a session of one who was signed out", err, rooms.ErrNoSession)
	_, err = d.Session(t.Context(), "t3")
	must(t, "a session of another", err)
}

func purge(t *testing.T, d DirectoryStore) {
	for i, token := range []string{"t0", "t1", "t2"} {
		must(t, "put", d.PutSession(t.Context(), rooms.Session{
			TokenHash: token, Person: "p1", Created: start, Expires: start.Add(time.Duration(i) * time.Hour),
		}))
	}
	must(t, "purge", d.PurgeSessions(t.Context(), start.Add(time.Hour)))
	for token, expired := range map[string]bool{"t0": true, "t1": true, "t2": false} {
		_, err := d.Session(t.Context(), token)
		if errors.Is(err, rooms.ErrNoSession) != expired {
			t.Errorf("%s after the purge: %v", token, err)
		}
	}
}

func heads(t *testing.T, d DirectoryStore) {
	batch := create(t, d, "m1")
	got, err := d.Head(t.Context(), "m1")
	must(t, "read", err)
	same(t, "head", got, *batch.Head)

	epoch := take(t, d, "m1").Epoch
	next := *batch.Head
	next.Title, next.Phase, next.Ends = "Kỳ họp bất thường", rooms.InSession, time.Time{}
	next.Members = map[rooms.PersonID]rooms.Role{"chu-toa": rooms.Secretary, "dai-bieu": rooms.Delegate}
	add(t, d, "m1", rooms.Batch{Epoch: epoch, Records: []rooms.Record{record(3, epoch, "x")}, Head: &next})
	got, err = d.Head(t.Context(), "m1")
	must(t, "read", err)
	same(t, "head", got, next)

	add(t, d, "m1", rooms.Batch{Epoch: epoch, Records: []rooms.Record{record(4, epoch, "x")}})
	if got, err = d.Head(t.Context(), "m1"); err != nil {
		t.Fatal(err)
	}
	same(t, "head after a batch without one", got, next)
	_, err = d.Head(t.Context(), "m9")
	want(t, "head of an unknown meeting", err, rooms.ErrNoMeeting)
}

func meetingsOf(t *testing.T, d DirectoryStore) {
	for i, days := range []int{3, 9, 1} {
		batch := first()
		batch.Head.ID = rooms.MeetingID(fmt.Sprintf("m%d", i))
		batch.Head.Starts = start.AddDate(0, 0, days)
		if i == 2 {
			batch.Head.Members = map[rooms.PersonID]rooms.Role{"chu-toa": rooms.Chair}
		}
		must(t, "create", d.Create(t.Context(), batch.Head.ID, batch))
	}
	list := func(person rooms.PersonID) []string {
		found, err := d.MeetingsOf(t.Context(), person)
		must(t, "list", err)
		got := []string{}
		for _, m := range found {
			got = append(got, string(m.ID)+" "+string(m.Role))
			if m.Title != "Kỳ họp thứ 9" || m.Place != "Hội trường A" || m.Ends.IsZero() {
				t.Errorf("%s is shown as %+v", m.ID, m)
			}
		}
		return got
	}
	same(t, "of the chair", list("chu-toa"), []string{"m1 chair", "m0 chair", "m2 chair"})
	same(t, "of the secretary", list("thu-ky"), []string{"m1 secretary", "m0 secretary"})
	same(t, "of a stranger", list("la"), []string{})
}

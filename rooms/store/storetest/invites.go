package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"dienhong/rooms"
)

func invite(secret string, uses int) rooms.Invite {
	return rooms.Invite{
		SecretHash: secret, Kind: rooms.InviteLink, Meeting: "m1", Person: "p1", MaxUses: uses, Created: start, Expires: start.Add(time.Hour),
	}
}

func invites(t *testing.T, d DirectoryStore) {
	create(t, d, "m1")
	must(t, "put", d.PutInvite(t.Context(), invite("s1", 2)))
	must(t, "put", d.PutInvite(t.Context(), invite("s2", 0)))
	forever := invite("s3", 0)
	forever.Expires = time.Time{}
	must(t, "put", d.PutInvite(t.Context(), forever))
	want(t, "the same secret", d.PutInvite(t.Context(), invite("s1", 9)), rooms.ErrExists)
	stray := invite("s9", 0)
	stray.Meeting = "m9"
	want(t, "an unknown meeting", d.PutInvite(t.Context(), stray), rooms.ErrNoMeeting)

	for n := 1; n <= 2; n++ {
		got, err := d.UseInvite(t.Context(), "s1", start)
		must(t, "use", err)
		expected := invite("s1", 2)
		expected.Uses = n
		same(t, "invite", got, expected)
	}
	_, err := d.UseInvite(t.Context(), "s1", start)
	want(t, "a third use of two", err, rooms.ErrInviteUsed)
	for range 5 {
		_, err = d.UseInvite(t.Context(), "s2", start.Add(time.Hour-time.Millisecond))
		must(t, "use without a bound", err)
	}
	_, err = d.UseInvite(t.Context(), "s2", start.Add(time.Hour))
	want(t, "an expired invite", err, rooms.ErrInviteExpired)
	_, err = d.UseInvite(t.Context(), "s3", start.AddDate(10, 0, 0))
	must(t, "use without an end", err)
	_, err = d.UseInvite(t.Context(), "s0", start)
	want(t, "an unknown secret", err, rooms.ErrInviteUnknown)
	all, err := d.Invites(t.Context(), "m1")
	must(t, "list", err)
	if len(all) != 3 || all[0].Uses != 2 || all[1].Uses != 5 {
		t.Errorf("invites are %+v", all)
	}
}

func lastUse(t *testing.T, d DirectoryStore) {
	create(t, d, "m1")
	must(t, "put", d.PutInvite(t.Context(), invite("s1", 3)))
	var mu sync.Mutex
	opened, wg := 0, sync.WaitGroup{}
	for range 20 {
		wg.Go(func() {
			_, err := d.UseInvite(t.Context(), "s1", start)
			if err != nil && !errors.Is(err, rooms.ErrInviteUsed) {
				t.Errorf("use: %v", err)
			}
			if err == nil {
				mu.Lock()
				opened++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if opened != 3 {
		t.Errorf("it opened %d times, want 3", opened)
	}
}

func dropInvites(t *testing.T, d DirectoryStore) {
	create(t, d, "m1")
	create(t, d, "m2")
	put := func(secret string, meeting rooms.MeetingID, person rooms.PersonID, kind rooms.InviteKind) {
		i := invite(secret, 0)
		i.Meeting, i.Person, i.Kind = meeting, person, kind
		must(t, "put", d.PutInvite(t.Context(), i))
	}
	put("a", "m1", "p1", rooms.InviteLink)
	put("b", "m1", "p1", rooms.InvitePIN)
	put("c", "m1", "p2", rooms.InvitePIN)
	put("d", "m2", "p1", rooms.InvitePIN)
	left := func(meeting rooms.MeetingID, secrets ...string) {
		t.Helper()
		all, err := d.Invites(t.Context(), meeting)
		must(t, "list", err)
		got := []string{}
		for _, i := range all {
			got = append(got, i.SecretHash)
		}
		same(t, "invites left to "+string(meeting), got, append([]string{}, secrets...))
	}
	must(t, "drop", d.DropInvites(t.Context(), "m1", "p1", rooms.InvitePIN))
	left("m1", "a", "c")
	left("m2", "d")
	must(t, "drop every kind", d.DropInvites(t.Context(), "m1", "p1", ""))
	left("m1", "c")
	put("e", "m1", "p1", rooms.InviteLink)
	must(t, "drop everybody's", d.DropInvites(t.Context(), "m1", "", rooms.InvitePIN))
	left("m1", "e")
	_, err := d.UseInvite(t.Context(), "c", start)
	want(t, "one taken back", err, rooms.ErrInviteUnknown)
}

func codes(t *testing.T, d DirectoryStore) {
	seen := map[string]rooms.MeetingID{}
	for i := range 30 {
		id := rooms.MeetingID(fmt.Sprintf("m%d", i))
		create(t, d, id)
		code, err := d.MeetingCode(t.Context(), id)
		must(t, "make a code", err)
		again, err := d.MeetingCode(t.Context(), id)
		must(t, "ask again", err)
		if len(code) != 6 || code != again || seen[code] != "" {
			t.Errorf("code of %s is %q, then %q, also of %q", id, code, again, seen[code])
		}
		seen[code] = id
	}
	for code, id := range seen {
		got, err := d.MeetingByCode(t.Context(), code)
		must(t, "find", err)
		if got != id {
			t.Errorf("%s finds %s, want %s", code, got, id)
		}
	}
	_, err := d.MeetingByCode(t.Context(), "000000")
	want(t, "an unknown code", err, rooms.ErrNoMeeting)
	_, err = d.MeetingByCode(t.Context(), "")
	want(t, "no code", err, rooms.ErrNoMeeting)
	_, err = d.MeetingCode(t.Context(), "m99")
	want(t, "code of an unknown meeting", err, rooms.ErrNoMeeting)
}

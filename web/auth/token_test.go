package auth

import (
	"slices"
	"strings"
	"testing"
	"time"

	livekit "github.com/livekit/protocol/auth"

	"dienhong/rooms"
)

func TestMediaTokens(t *testing.T) {
	const secret = "a secret of thirty-two characters"
	minter, err := NewMinter("dienhong", secret)
	if err != nil {
		t.Fatal(err)
	}
	everything := []string{"camera", "microphone", "screen_share", "screen_share_audio"}
	cases := []struct {
		role    rooms.Role
		sources []string
		data    bool
		hidden  bool
	}{
		{rooms.Chair, everything, true, false},
		{rooms.Secretary, everything, true, false},
		{rooms.Delegate, everything, true, false},
		{rooms.Unit, everything, true, false},
		{rooms.Guest, []string{"microphone"}, false, false},
		{rooms.Screen, nil, false, true},
	}
	for _, c := range cases {
		t.Run(string(c.role), func(t *testing.T) {
			token, err := minter.Mint("M1", rooms.Person{ID: "P1", Name: "Điểm cầu <b>Bỉm Sơn</b>", Unit: "Xã A", Role: c.role})
			if err != nil {
				t.Fatal(err)
			}
			parsed, err := livekit.ParseAPIToken(token)
			if err != nil {
				t.Fatal(err)
			}
			if parsed.APIKey() != "dienhong" {
				t.Errorf("key %q", parsed.APIKey())
			}
			claims, grants, err := parsed.Verify(secret)
			if err != nil {
				t.Fatal(err)
			}
			if life := claims.ExpiresAt.Sub(claims.NotBefore.Time); life < 6*time.Hour-time.Minute || life > 6*time.Hour+time.Minute {
				t.Errorf("it lives %v", life)
			}
			v := grants.Video
			if grants.Identity != "P1" || grants.Name != "Điểm cầu <b>Bỉm Sơn</b>" || v.Room != "M1" || !v.RoomJoin ||
				grants.Attributes["role"] != string(c.role) || grants.Attributes["unit"] != "Xã A" {
				t.Errorf("%+v %+v", grants, v)
			}
			if v.RoomAdmin || v.RoomCreate || v.RoomList || v.RoomRecord || v.GetCanUpdateOwnMetadata() {
				t.Errorf("it allows more than to take part: %+v", v)
			}
			if !slices.Equal(v.CanPublishSources, c.sources) || v.GetCanPublish() != (len(c.sources) > 0) ||
				!v.GetCanSubscribe() || v.GetCanPublishData() != c.data || v.Hidden != c.hidden {
				t.Errorf("%+v", v)
			}
			if _, _, err := parsed.Verify(strings.ToUpper(secret)); err == nil {
				t.Error("another secret verifies it")
			}
		})
	}
	for _, role := range []rooms.Role{rooms.System, "", "host"} {
		if _, err := minter.Mint("M1", rooms.Person{ID: "P1", Name: "x", Role: role}); err == nil {
			t.Errorf("role %q got a token", role)
		}
	}
	if _, err := NewMinter("dienhong", "short"); err == nil {
		t.Error("a short secret was taken")
	}
}

package auth

import (
	"fmt"
	"time"

	livekit "github.com/livekit/protocol/auth"

	"dienhong/rooms"
)

// Minter makes the tokens with which a device joins the media room of a meeting.
type Minter struct{ key, secret string }

// tokenLife of a media token: a day's meeting. Whoever loses their part in the meeting is removed by the room.
const tokenLife = 6 * time.Hour

// The sources of LiveKit, by the names that its tokens use.
const (
	sourceCamera      = "camera"
	sourceMicrophone  = "microphone"
	sourceScreen      = "screen_share"
	sourceScreenAudio = "screen_share_audio"
)

// NewMinter returns a minter that signs with the media server's key and secret (at least 32 characters).
func NewMinter(key, secret string) (*Minter, error) {
	if key == "" || len(secret) < 32 {
		return nil, fmt.Errorf("media key: a name and a secret of at least 32 characters are needed")
	}
	return &Minter{key: key, secret: secret}, nil
}

// Mint makes the token of a person for the media room of their meeting. What it allows follows from the role alone;
// that the chair holds a microphone is the room's to say, and changes while the token lives.
func (m *Minter) Mint(meeting rooms.MeetingID, person rooms.Person) (string, error) {
	grant, err := grantFor(person.Role)
	if err != nil {
		return "", err
	}
	grant.RoomJoin, grant.Room = true, string(meeting)
	attributes := map[string]string{"role": string(person.Role)}
	if person.Unit != "" {
		attributes["unit"] = person.Unit
	}
	token, err := livekit.NewAccessToken(m.key, m.secret).
		SetIdentity(string(person.ID)).SetName(person.Name).SetAttributes(attributes).
		SetVideoGrant(grant).SetValidFor(tokenLife).ToJWT()
	if err != nil {
		return "", fmt.Errorf("mint media token: %w", err)
	}
	return token, nil
}

func grantFor(role rooms.Role) (*livekit.VideoGrant, error) {
	var sources []string
	data, hidden := false, false
	switch role {
	case rooms.Chair, rooms.Secretary, rooms.Delegate, rooms.Unit:
		sources = []string{sourceCamera, sourceMicrophone, sourceScreen, sourceScreenAudio}
		data = true
	case rooms.Guest:
		sources = []string{sourceMicrophone}
	case rooms.Screen:
		hidden = true
	case rooms.System:
		return nil, rooms.ErrForbidden
	default:
		return nil, rooms.ErrForbidden
	}
	grant := &livekit.VideoGrant{CanPublishSources: sources, Hidden: hidden}
	grant.SetCanPublish(len(sources) > 0)
	grant.SetCanPublishData(data)
	grant.SetCanSubscribe(true)
	grant.SetCanUpdateOwnMetadata(false)
	return grant, nil
}

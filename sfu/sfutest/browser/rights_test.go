package browser

import (
	"context"
	"fmt"
	"testing"

	"dienhong/sfu/sfutest"

	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
)

// office is an administrator's client of the room service.
func office(s *sfutest.Server) *lksdk.RoomServiceClient {
	return lksdk.NewRoomServiceClient("http://"+s.Addr, sfutest.Key, sfutest.Secret)
}

func permit(t *testing.T, s *sfutest.Server, identity string, p *livekit.ParticipantPermission) {
	t.Helper()
	if _, err := office(s).UpdateParticipant(context.Background(), &livekit.UpdateParticipantRequest{
		Room: "r", Identity: identity, Permission: p,
	}); err != nil {
		t.Fatal(err)
	}
}

// Rights that are taken are gone at once, and what was done by them ends; given back, they may be used again.
func TestRightsAreTakenAndGiven(t *testing.T) {
	inEachMode(t, func(t *testing.T, s *sfutest.Server, alice, bob *Page) {
		permit(t, s, "alice", &livekit.ParticipantPermission{CanSubscribe: true, CanPublishData: true})
		waits(t, alice, `lk.count("LocalTrackUnpublished") === 2 && !lk.room.localParticipant.permissions.canPublish`)
		waits(t, bob, `lk.from("alice", "camera").then(i => i.sid === undefined)`)
		waits(t, bob, `lk.from("alice", "microphone").then(i => i.sid === undefined)`)
		if _, err := alice.Try(`lk.room.localParticipant.setCameraEnabled(true)`); err == nil {
			t.Error("alice publishes without the right to")
		}
		permit(t, s, "alice", &livekit.ParticipantPermission{
			CanSubscribe: true, CanPublishData: true, CanPublish: true, CanPublishSources: []livekit.TrackSource{livekit.TrackSource_CAMERA},
		})
		waits(t, alice, `lk.room.localParticipant.permissions.canPublish`)
		alice.Do(t, `lk.room.localParticipant.setCameraEnabled(true)`)
		watches(t, bob, "alice", "camera", "frames", 10)
		if _, err := alice.Try(`lk.room.localParticipant.setMicrophoneEnabled(true)`); err == nil {
			t.Error("alice publishes a source without the right to")
		}

		bob.Do(t, `lk.settle()`)
		permit(t, s, "bob", &livekit.ParticipantPermission{CanPublish: true, CanPublishData: true})
		waits(t, bob, `lk.count("TrackUnsubscribed") === 1 && lk.room.remoteParticipants.size === 1`)
		permit(t, s, "bob", &livekit.ParticipantPermission{CanSubscribe: true, CanPublish: true, CanPublishData: true})
		watches(t, bob, "alice", "camera", "frames", 10)
	})
}

func TestMutedByTheServer(t *testing.T) {
	c, site := Start(t), Site(t)
	s := sfutest.New(t)
	alice := joinPage(t, c, site, s, "r", "alice", modes["one peer connection"])
	bob := joinPage(t, c, site, s, "r", "bob", modes["two"])
	alice.Do(t, `lk.room.localParticipant.enableCameraAndMicrophone()`)
	for _, source := range []string{"camera", "microphone"} {
		watches(t, bob, "alice", source, "packets", 20)
		sid, _ := alice.Eval(t, fmt.Sprintf(`lk.local(%q).trackSid`, source)).(string)
		if _, err := office(s).MutePublishedTrack(context.Background(), &livekit.MuteRoomTrackRequest{
			Room: "r", Identity: "alice", TrackSid: sid, Muted: true,
		}); err != nil {
			t.Fatal(err)
		}
		waits(t, alice, fmt.Sprintf(`lk.local(%q).isMuted`, source))
		waits(t, bob, fmt.Sprintf(`lk.from("alice", %q).then(i => i.muted === true)`, source))
		alice.Do(t, fmt.Sprintf(`lk.local(%q).unmute()`, source))
		waits(t, bob, fmt.Sprintf(`lk.from("alice", %q).then(i => i.muted === false)`, source))
		watches(t, bob, "alice", source, "packets", 20)
	}
}

// Whoever joins a second time takes the place of the first.
func TestTheSameTwice(t *testing.T) {
	c, site := Start(t), Site(t)
	for name, options := range modes {
		t.Run(name, func(t *testing.T) {
			s := sfutest.New(t)
			bob := joinPage(t, c, site, s, "r", "bob", options)
			first := joinPage(t, c, site, s, "r", "alice", options)
			first.Do(t, `lk.room.localParticipant.enableCameraAndMicrophone()`)
			watches(t, bob, "alice", "camera", "frames", 10)
			second := joinPage(t, c, site, s, "r", "alice", options)
			waits(t, first, `lk.events.some(e => e.name === "Disconnected" && e.args[0] === String(lk.DisconnectReason.DUPLICATE_IDENTITY))`)
			waits(t, bob, `lk.count("ParticipantDisconnected") === 1 && lk.count("ParticipantConnected") === 2 && lk.room.remoteParticipants.size === 1`)
			second.Do(t, `lk.room.localParticipant.setCameraEnabled(true)`)
			watches(t, bob, "alice", "camera", "frames", 10)
			waits(t, second, `lk.room.state === "connected" && lk.count("Reconnecting") === 0`)
			waits(t, first, `lk.room.state === "disconnected"`)
		})
	}
}

// A client whose line takes no picture is told that it pauses, hears on, and is told when it goes on.
func TestThePictureGivesWayToTheSound(t *testing.T) {
	inEachMode(t, func(t *testing.T, _ *sfutest.Server, alice, bob *Page) {
		bob.Do(t, `lk.room.simulateScenario("subscriber-bandwidth", 40000)`)
		waits(t, bob, `lk.events.some(e => e.name === "TrackStreamStateChanged" && e.args[1] === "paused")`)
		watches(t, bob, "alice", "microphone", "packets", 100)
		frames := `lk.from("alice", "camera").then(i => i.frames)`
		before := bob.Number(t, frames)
		watches(t, bob, "alice", "microphone", "packets", 50)
		if n := bob.Number(t, frames); n > before {
			t.Errorf("%v frames came while the picture was paused", n-before)
		}
		bob.Do(t, `lk.room.simulateScenario("subscriber-bandwidth", 0)`)
		waits(t, bob, `lk.events.some(e => e.name === "TrackStreamStateChanged" && e.args[1] === "active")`)
		watches(t, bob, "alice", "camera", "frames", 20)
	})
}

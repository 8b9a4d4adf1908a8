package sfu_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"dienhong/sfu"
	"dienhong/sfu/sfutest"

	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// watch notes what a participant, or the server's owner, is told.
type watch struct {
	mu      sync.Mutex
	notes   []string
	packets [4]atomic.Int64 // by kind
	onRTP   func(kind webrtc.RTPCodecType, p *rtp.Packet)
}

func (w *watch) note(format string, args ...any) {
	w.mu.Lock()
	w.notes = append(w.notes, fmt.Sprintf(format, args...))
	w.mu.Unlock()
}

func (w *watch) has(note string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Contains(w.notes, note)
}

func (w *watch) all() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.notes, " · ")
}

// wait waits for a note.
func (w *watch) wait(t *testing.T, note string) {
	t.Helper()
	sfutest.Eventually(t, func() string {
		if w.has(note) {
			return ""
		}
		return fmt.Sprintf("%q is not among %s", note, w.all())
	})
}

// waitPackets waits until n more packets of a kind have come.
func (w *watch) waitPackets(t *testing.T, kind webrtc.RTPCodecType, n int64) {
	t.Helper()
	begin := w.packets[kind].Load()
	sfutest.Eventually(t, func() string {
		if got := w.packets[kind].Load() - begin; got < n {
			return fmt.Sprintf("%d of %d %s packets came; %s", got, n, kind, w.all())
		}
		return ""
	})
}

// event is a server's hook.
func (w *watch) event(e sfu.Event) {
	text := string(e.Kind) + " " + e.Identity
	if e.Source != "" {
		text += " " + e.Source
	}
	if e.Reason != "" {
		text += " " + e.Reason
	}
	for _, s := range e.Speakers {
		text += " " + s.Identity
	}
	w.note("%s", strings.TrimSpace(text))
}

// callback makes a client's callbacks.
func (w *watch) callback() *lksdk.RoomCallback {
	return &lksdk.RoomCallback{
		OnDisconnectedWithReason: func(r lksdk.DisconnectionReason) { w.note("disconnected %s", r) },
		OnParticipantConnected:   func(p *lksdk.RemoteParticipant) { w.note("joined %s", p.Identity()) },
		OnParticipantDisconnected: func(p *lksdk.RemoteParticipant) {
			w.note("left %s", p.Identity())
		},
		OnActiveSpeakersChanged: func(list []lksdk.Participant) {
			for _, p := range list {
				w.note("speaks %s", p.Identity())
			}
			if len(list) == 0 {
				w.note("silence")
			}
		},
		OnRoomMetadataChanged:  func(m string) { w.note("room metadata %s", m) },
		OnReconnecting:         func() { w.note("reconnecting") },
		OnReconnected:          func() { w.note("reconnected") },
		OnLocalTrackSubscribed: func(p *lksdk.LocalTrackPublication, _ *lksdk.LocalParticipant) { w.note("is received %s", p.Name()) },
		ParticipantCallback: lksdk.ParticipantCallback{
			OnTrackMuted: func(p lksdk.TrackPublication, who lksdk.Participant) { w.note("muted %s %s", who.Identity(), p.Name()) },
			OnTrackUnmuted: func(p lksdk.TrackPublication, who lksdk.Participant) {
				w.note("unmuted %s %s", who.Identity(), p.Name())
			},
			OnMetadataChanged: func(_ string, p lksdk.Participant) {
				w.note("metadata %s %s", p.Identity(), p.Metadata())
			},
			OnAttributesChanged: func(changed map[string]string, p lksdk.Participant) {
				for k, v := range changed {
					w.note("attribute %s %s=%s", p.Identity(), k, v)
				}
			},
			OnTrackPublished: func(p *lksdk.RemoteTrackPublication, who *lksdk.RemoteParticipant) {
				w.note("published %s %s", who.Identity(), p.Name())
			},
			OnTrackUnpublished: func(p *lksdk.RemoteTrackPublication, who *lksdk.RemoteParticipant) {
				w.note("unpublished %s %s", who.Identity(), p.Name())
			},
			OnTrackSubscribed: func(track *webrtc.TrackRemote, p *lksdk.RemoteTrackPublication, who *lksdk.RemoteParticipant) {
				w.note("subscribed %s %s", who.Identity(), p.Name())
				go w.read(track)
			},
			OnTrackUnsubscribed: func(_ *webrtc.TrackRemote, p *lksdk.RemoteTrackPublication, who *lksdk.RemoteParticipant) {
				w.note("unsubscribed %s %s", who.Identity(), p.Name())
			},
			OnTrackSubscriptionFailed: func(sid string, _ *lksdk.RemoteParticipant) { w.note("failed %s", sid) },
			OnDataPacket: func(d lksdk.DataPacket, params lksdk.DataReceiveParams) {
				if u, ok := d.(*lksdk.UserDataPacket); ok {
					w.note("data %s from %q", u.Payload, params.SenderIdentity)
				}
			},
		},
	}
}

func (w *watch) read(track *webrtc.TrackRemote) {
	for {
		p, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		w.packets[track.Kind()].Add(1)
		w.mu.Lock()
		f := w.onRTP
		w.mu.Unlock()
		if f != nil {
			f(track.Kind(), p)
		}
	}
}

// admin is LiveKit's own client of the room service.
func admin(s *sfutest.Server) *lksdk.RoomServiceClient {
	return lksdk.NewRoomServiceClient("http://"+s.Addr, sfutest.Key, sfutest.Secret)
}

// remote finds a publication another participant offers, waiting for it.
func remote(t *testing.T, room *lksdk.Room, identity, name string) *lksdk.RemoteTrackPublication {
	t.Helper()
	var found *lksdk.RemoteTrackPublication
	sfutest.Eventually(t, func() string {
		p := room.GetParticipantByIdentity(identity)
		if p == nil {
			return identity + " is not known"
		}
		for _, pub := range p.TrackPublications() {
			if pub.Name() == name {
				found = pub.(*lksdk.RemoteTrackPublication)
				return ""
			}
		}
		return identity + " does not offer " + name
	})
	return found
}

const mic, cam = livekit.TrackSource_MICROPHONE, livekit.TrackSource_CAMERA

package sfu_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dienhong/sfu"
	"dienhong/sfu/sfutest"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
	"google.golang.org/protobuf/proto"
)

func addTrack(req *livekit.AddTrackRequest) *livekit.SignalRequest {
	return &livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: req}}
}

func TestWhatATrackIsSaidToBe(t *testing.T) {
	t.Parallel()
	s := sfutest.New(t)
	alice := s.Raw(t, sfutest.Token("r", "alice"), sfutest.RawConfig{V1: true, Media: true})
	layers := []*livekit.VideoLayer{
		{Quality: livekit.VideoQuality_LOW, Width: 320, Height: 180, Rid: "q"}, {Quality: livekit.VideoQuality_HIGH, Width: 640, Height: 360, Rid: "h"},
	}
	req := &livekit.AddTrackRequest{
		Cid: "c1", Name: "front", Type: livekit.TrackType_VIDEO, Source: cam, Width: 640, Height: 360, Layers: layers,
		SimulcastCodecs: []*livekit.SimulcastCodec{{Codec: "vp8", Cid: "c1"}}, Encryption: livekit.Encryption_GCM, Stream: "a stream",
	}
	_ = alice.Send(addTrack(req))
	info := sfutest.Await(alice, sfutest.IsPublished("c1"))
	if !strings.HasPrefix(info.Sid, "TR_") || info.Name != "front" || info.Source != cam || info.Width != 640 || info.Height != 360 ||
		len(info.Layers) != 2 || !info.Simulcast || info.Encryption != livekit.Encryption_GCM || info.Stream != "a stream" {
		t.Errorf("a camera is said to be %v", info)
	}
	if len(info.Codecs) != 1 || !strings.EqualFold(info.Codecs[0].MimeType, webrtc.MimeTypeVP8) || info.Codecs[0].Cid != "c1" || len(info.Codecs[0].Layers) != 2 {
		t.Errorf("its codecs are said to be %v", info.Codecs)
	}
	_ = alice.Send(addTrack(req))
	if r := sfutest.Await(alice, sfutest.IsReply); r.Reason != livekit.RequestResponse_QUEUED || r.GetAddTrack().GetCid() != "c1" {
		t.Errorf("the same again is answered with %v", r)
	}
	alice.Forget()
	_ = alice.Send(addTrack(&livekit.AddTrackRequest{Cid: "c2", Type: livekit.TrackType_DATA}))
	if r := sfutest.Await(alice, sfutest.IsReply); r.Reason != livekit.RequestResponse_UNSUPPORTED_TYPE {
		t.Errorf("a track of data is answered with %v", r)
	}
	_ = alice.Send(addTrack(&livekit.AddTrackRequest{
		Cid: "c3", Type: livekit.TrackType_AUDIO, Source: mic, Stereo: true, DisableDtx: true, DisableRed: true, Muted: true,
	}))
	info = sfutest.Await(alice, sfutest.IsPublished("c3"))
	if !info.Muted || !info.DisableRed || !slices.Contains(info.AudioFeatures, livekit.AudioTrackFeature_TF_STEREO) ||
		!slices.Contains(info.AudioFeatures, livekit.AudioTrackFeature_TF_NO_DTX) {
		t.Errorf("a microphone is said to be %v", info)
	}
	for n := range 100 {
		_ = alice.Send(addTrack(microphone("many" + strconv.Itoa(n))))
	}
	sfutest.Await(alice, func(m *livekit.SignalResponse) (bool, bool) {
		return true, m.GetRequestResponse().GetReason() == livekit.RequestResponse_LIMIT_EXCEEDED
	})
}

// An offer may carry several tracks, may come before its add_track, and its tracks may bear other ids.
func TestTracksFindTheirSections(t *testing.T) {
	kinds(t, func(t *testing.T, c sfutest.RawConfig) {
		s := sfutest.New(t)
		bob := s.Raw(t, sfutest.Token("r", "bob"), sfutest.RawConfig{})
		alice := s.Raw(t, sfutest.Token("r", "alice"), c)
		add := func(mime, id string) {
			track, err := webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: mime}, id, "stream")
			if err == nil {
				_, err = alice.Pub.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, req := range []*livekit.AddTrackRequest{microphone("voice"), {Cid: "face", Type: livekit.TrackType_VIDEO, Source: cam,
			SimulcastCodecs: []*livekit.SimulcastCodec{{Codec: "vp8", Cid: "face"}}}} {
			_ = alice.Send(addTrack(req))
			sfutest.Await(alice, sfutest.IsPublished(req.Cid))
		}
		add(webrtc.MimeTypeOpus, "voice")
		add(webrtc.MimeTypeVP8, "face")
		alice.Offer()
		sfutest.Await(bob, sfutest.IsUpdate("alice", hasTracks(2)))

		alice.Forget()
		add(webrtc.MimeTypeOpus, "early")
		alice.Offer()
		sfutest.Await(alice, sfutest.IsAnswer)
		_ = alice.Send(addTrack(microphone("early")))
		sfutest.Await(bob, sfutest.IsUpdate("alice", hasTracks(3)))

		_ = alice.Send(addTrack(microphone("said so")))
		add(webrtc.MimeTypeOpus, "called otherwise")
		alice.Offer()
		p := sfutest.Await(bob, sfutest.IsUpdate("alice", hasTracks(4)))
		if !p.IsPublisher {
			t.Errorf("%v is not said to publish", p)
		}

		bob.Forget()
		for _, tr := range alice.Pub.GetTransceivers() {
			if s := tr.Sender(); s != nil && s.Track() != nil && s.Track().ID() == "face" {
				if err := alice.Pub.RemoveTrack(s); err != nil {
					t.Fatal(err)
				}
			}
		}
		alice.Offer()
		p = sfutest.Await(bob, sfutest.IsUpdate("alice", hasTracks(3)))
		for _, track := range p.Tracks {
			if track.Type == livekit.TrackType_VIDEO {
				t.Errorf("the wrong track was unpublished: %v are left", p.Tracks)
			}
		}
	})
}

func TestTheMapFromSectionsToTracksIsComplete(t *testing.T) {
	kinds(t, func(t *testing.T, c sfutest.RawConfig) {
		s := sfutest.New(t)
		a := s.Join(t, "r", "alice", nil)
		var sids []string
		for range 2 {
			sids = append(sids, sfutest.PublishAudio(t, a, mic).Pub.SID(), sfutest.PublishVideo(t, a, webrtc.MimeTypeVP8, cam).Pub.SID())
		}
		slices.Sort(sids)
		bob := s.Raw(t, sfutest.Token("r", "bob"), c)
		sfutest.Await(bob, func(m *livekit.SignalResponse) (bool, bool) {
			d := m.GetAnswer()
			if !c.V1 {
				d = m.GetOffer()
			}
			var got []string
			for mid, sid := range d.GetMidToTrackId() {
				if !strings.Contains(d.Sdp, "a=mid:"+mid+"\r\n") {
					t.Errorf("section %s of the map is not in the description", mid)
				}
				got = append(got, sid)
			}
			slices.Sort(got)
			return true, slices.Equal(got, sids)
		})
	})
}

func TestWhatAnAnswerSays(t *testing.T) {
	t.Parallel()
	s := sfutest.New(t)
	alice := s.Raw(t, sfutest.Token("r", "alice"), sfutest.RawConfig{V1: true, Media: true})
	alice.Publish(microphone("voice"), webrtc.MimeTypeOpus)
	req := camera("face")
	req.SimulcastCodecs = []*livekit.SimulcastCodec{{Codec: "h264", Cid: "face"}}
	alice.Forget()
	alice.Publish(req, webrtc.MimeTypeVP8) // offered with every codec; the answer puts the wanted first
	sdp := sfutest.Await(alice, func(m *livekit.SignalResponse) (string, bool) {
		text := m.GetAnswer().GetSdp()
		return text, strings.Count(text, "m=") >= 3
	})
	for _, want := range []string{
		"usedtx=1", "useinbandfec=1", "urn:ietf:params:rtp-hdrext:ssrc-audio-level", "urn:ietf:params:rtp-hdrext:sdes:mid",
		"transport-wide-cc", "nack pli", "ccm fir", "a=rtcp-mux", "a=group:BUNDLE", "apt=",
	} {
		if !strings.Contains(sdp, want) {
			t.Errorf("the answer lacks %q", want)
		}
	}
	if strings.Contains(sdp, "profile-level-id=64") {
		t.Error("the answer takes H.264 High")
	}
	_, size, _ := strings.Cut(sdp, "a=max-message-size:")
	if n, _ := strconv.Atoi(strings.Fields(size + " 0")[0]); n < 65535 {
		t.Errorf("the answer takes messages of %d bytes", n)
	}
	_, video, _ := strings.Cut(sdp, "m=video")
	_, first, _ := strings.Cut(video, "a=rtpmap:")
	if !strings.Contains(strings.SplitN(first, "\r\n", 2)[0], "H264") {
		t.Errorf("the first codec answered is %.20s", first)
	}
}

func TestAnAnswerToAnotherOfferIsIgnored(t *testing.T) {
	t.Parallel()
	s := sfutest.New(t)
	alice := s.Raw(t, sfutest.Token("r", "alice"), sfutest.RawConfig{Media: true, Deaf: true})
	offer := sfutest.Await(alice, func(m *livekit.SignalResponse) (*livekit.SessionDescription, bool) {
		return m.GetOffer(), m.GetOffer() != nil
	})
	_ = alice.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Answer{
		Answer: &livekit.SessionDescription{Type: "answer", Sdp: "nonsense", Id: offer.Id + 7},
	}})
	alice.Answer(offer)
	sfutest.Await(alice, sfutest.IsUpdate("alice", isActive))
}

func TestICERestart(t *testing.T) {
	kinds(t, func(t *testing.T, c sfutest.RawConfig) {
		s := sfutest.New(t)
		token := sfutest.Token("r", "alice")
		a := s.Join(t, "r", "bob", nil)
		sfutest.PublishAudio(t, a, mic)
		tracks := make(chan *webrtc.TrackRemote, 4)
		c.Track = func(track *webrtc.TrackRemote) { tracks <- track }
		alice := s.Raw(t, token, c)
		track := <-tracks
		flows := func(n int) {
			for range n {
				if _, _, err := track.ReadRTP(); err != nil {
					t.Fatal(err)
				}
			}
		}
		flows(10)
		password := func(pc *webrtc.PeerConnection) string {
			_, rest, _ := strings.Cut(pc.RemoteDescription().SDP, "a=ice-pwd:")
			return strings.SplitN(rest, "\r\n", 2)[0]
		}
		before := password(alice.Sub)
		alice.Resume(s, token)
		alice.Pong()
		if first := alice.Heard()[0]; first.GetReconnect().GetServerInfo().GetVersion() == "" {
			t.Errorf("the first frame of the resume is %v", first)
		}
		if c.V1 {
			alice.RestartICE()
		}
		sfutest.Eventually(t, func() string {
			if password(alice.Sub) == before {
				return "the credentials are the old ones"
			}
			if state := alice.Sub.ConnectionState(); state != webrtc.PeerConnectionStateConnected {
				return "the connection is " + state.String()
			}
			return ""
		})
		flows(100)
	})
}

func TestWhatAResumeIsTold(t *testing.T) {
	kinds(t, func(t *testing.T, c sfutest.RawConfig) {
		s := sfutest.New(t)
		token := sfutest.Token("r", "alice")
		alice := s.Raw(t, token, c)
		sfutest.Await(alice, sfutest.IsUpdate("alice", isActive))
		bob := s.Raw(t, sfutest.Token("r", "bob"), sfutest.RawConfig{})
		sfutest.Await(bob, sfutest.IsJoin)
		ghost := s.Raw(t, sfutest.Token("r", "ghost", func(g *auth.VideoGrant) { g.Hidden = true }), sfutest.RawConfig{})
		sfutest.Await(ghost, sfutest.IsJoin)
		alice.Drop()
		bob.Leave()
		ghost.Leave()
		sfutest.Await(bob, sfutest.IsLeave)
		sfutest.Await(ghost, sfutest.IsLeave)
		carol := s.Raw(t, sfutest.Token("r", "carol"), sfutest.RawConfig{})
		sfutest.Await(carol, sfutest.IsJoin)
		alice.Resume(s, token)
		sfutest.Await(alice, func(m *livekit.SignalResponse) (string, bool) { return "", m.GetRefreshToken() != "" })
		var all []string
		for _, m := range alice.Heard() {
			for _, p := range m.GetUpdate().GetParticipants() {
				all = append(all, fmt.Sprint(p.Identity, " ", isGone(p)))
			}
		}
		for _, want := range []string{"bob true", "alice false", "carol false"} {
			if !slices.Contains(all, want) {
				t.Errorf("the resume was not told %q but %v", want, all)
			}
		}
		if slices.Contains(all, "ghost true") {
			t.Error("the resume was told of one who was hidden")
		}
		sfutest.Await(alice, func(m *livekit.SignalResponse) (bool, bool) { return true, m.GetRoomUpdate() != nil })
	})
}

func TestTracksAreAnnouncedAfterTheirParticipant(t *testing.T) {
	t.Parallel()
	var events watch
	s := sfutest.New(t, sfutest.WithHooks(sfu.Hooks{Event: events.event}))
	alice := s.Raw(t, sfutest.Token("r", "alice"), sfutest.RawConfig{V1: true, Media: true, Join: &livekit.JoinRequest{
		ClientInfo: &livekit.ClientInfo{Protocol: 99}, AddTrackRequests: []*livekit.AddTrackRequest{microphone("voice")},
	}})
	sfutest.Await(alice, sfutest.IsPublished("voice"))
	track, _ := webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus}, "voice", "s")
	if _, err := alice.Pub.AddTrack(track); err != nil {
		t.Fatal(err)
	}
	alice.Offer()
	events.wait(t, "track_published alice microphone")
	alice.Leave()
	events.wait(t, "participant_left alice CLIENT_INITIATED")
	want := "room_started · participant_joined alice · track_published alice microphone · track_unpublished alice microphone · participant_left alice CLIENT_INITIATED"
	if got := events.all(); got != want {
		t.Errorf("told %s", got)
	}
}

func TestDynacast(t *testing.T) {
	t.Parallel()
	s := sfutest.New(t)
	alice := s.Raw(t, sfutest.Token("r", "alice"), sfutest.RawConfig{Media: true})
	req := camera("face")
	req.Layers = []*livekit.VideoLayer{{Quality: livekit.VideoQuality_LOW}, {Quality: livekit.VideoQuality_MEDIUM}, {Quality: livekit.VideoQuality_HIGH}}
	req.SimulcastCodecs = []*livekit.SimulcastCodec{{Codec: "vp8", Cid: "face"}}
	_, info := alice.Publish(req, webrtc.MimeTypeVP8)
	told := func(most int) func(*livekit.SignalResponse) (bool, bool) {
		return func(m *livekit.SignalResponse) (bool, bool) {
			u := m.GetSubscribedQualityUpdate()
			if u == nil || u.TrackSid != info.Sid || len(u.SubscribedCodecs) != 1 || u.SubscribedCodecs[0].Codec != "vp8" {
				return false, false
			}
			for _, list := range [][]*livekit.SubscribedQuality{u.SubscribedQualities, u.SubscribedCodecs[0].Qualities} {
				for _, q := range list {
					if q.Enabled != (int(q.Quality) <= most) {
						return false, false
					}
				}
			}
			return true, true
		}
	}
	setting := func(u *livekit.UpdateTrackSettings) *livekit.SignalRequest {
		u.TrackSids = []string{info.Sid}
		return &livekit.SignalRequest{Message: &livekit.SignalRequest_TrackSetting{TrackSetting: u}}
	}
	bob := s.Raw(t, sfutest.Token("r", "bob"), sfutest.RawConfig{V1: true, Media: true})
	sfutest.Await(alice, told(2))
	sfutest.Await(alice, func(m *livekit.SignalResponse) (bool, bool) {
		return true, m.GetTrackSubscribed().GetTrackSid() == info.Sid
	})
	for _, c := range []struct {
		set  *livekit.UpdateTrackSettings
		most int
	}{
		{&livekit.UpdateTrackSettings{Quality: livekit.VideoQuality_LOW}, 0},
		{&livekit.UpdateTrackSettings{Quality: livekit.VideoQuality_MEDIUM}, 1},
		{&livekit.UpdateTrackSettings{Disabled: true}, -1},
		{&livekit.UpdateTrackSettings{Quality: livekit.VideoQuality_HIGH}, 2},
	} {
		alice.Forget()
		_ = bob.Send(setting(c.set))
		sfutest.Await(alice, told(c.most))
	}
	alice.Forget()
	bob.Leave()
	sfutest.Await(alice, told(-1))
	// told again after each answer, which switches paused layers on
	alice.Forget()
	alice.Offer()
	sfutest.Await(alice, told(-1))
}

func TestOwnMetadataIsAnswered(t *testing.T) {
	t.Parallel()
	s := sfutest.New(t)
	alice := s.Raw(t, sfutest.Token("r", "alice", func(g *auth.VideoGrant) { g.SetCanUpdateOwnMetadata(true) }), sfutest.RawConfig{})
	for id, c := range []struct {
		update *livekit.UpdateParticipantMetadata
		reason livekit.RequestResponse_Reason
	}{
		{&livekit.UpdateParticipantMetadata{Metadata: "m", Name: "n", Attributes: map[string]string{"a": "b"}}, livekit.RequestResponse_OK},
		{&livekit.UpdateParticipantMetadata{Name: strings.Repeat("n", 257)}, livekit.RequestResponse_LIMIT_EXCEEDED},
		{&livekit.UpdateParticipantMetadata{Metadata: strings.Repeat("m", 512<<10+1)}, livekit.RequestResponse_LIMIT_EXCEEDED},
		{&livekit.UpdateParticipantMetadata{Attributes: map[string]string{"a": strings.Repeat("b", 64<<10)}}, livekit.RequestResponse_LIMIT_EXCEEDED},
	} {
		alice.Forget()
		c.update.RequestId = uint32(id) + 1
		_ = alice.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_UpdateMetadata{UpdateMetadata: c.update}})
		r := sfutest.Await(alice, sfutest.IsReply)
		if r.Reason != c.reason || r.RequestId != c.update.RequestId || !proto.Equal(r.GetUpdateMetadata(), c.update) {
			t.Errorf("%.60v is answered with %v %d", c.update, r.Reason, r.RequestId)
		}
		if c.reason == livekit.RequestResponse_OK {
			sfutest.Await(alice, sfutest.IsUpdate("alice", func(p *livekit.ParticipantInfo) bool {
				return p.Metadata == "m" && p.Name == "n" && p.Attributes["a"] == "b"
			}))
		}
	}
}

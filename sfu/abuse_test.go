package sfu_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dienhong/sfu/sfutest"

	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
	"google.golang.org/protobuf/proto"
)

// bystanders are two who talk while a third misbehaves.
type bystanders struct {
	s    *sfutest.Server
	gaps gaps
	face *sfutest.Publisher
	bob  *lksdk.Room
	saw  watch
}

func newBystanders(t *testing.T) *bystanders {
	b := &bystanders{s: sfutest.New(t)}
	a := b.s.Join(t, "r", "alice", nil)
	b.face = sfutest.PublishVideo(t, a, webrtc.MimeTypeVP8, cam)
	b.saw.onRTP = b.gaps.look
	b.bob = b.s.Join(t, "r", "bob", b.saw.callback(), lksdk.WithAutoSubscribe(false))
	_ = remote(t, b.bob, "alice", "video").SetSubscribed(true)
	b.saw.waitPackets(t, webrtc.RTPCodecTypeVideo, 30)
	return b
}

// unharmed waits for some more media and looks whether anything of it was missing.
func (b *bystanders) unharmed(t *testing.T) {
	t.Helper()
	b.saw.waitPackets(t, webrtc.RTPCodecTypeVideo, 100)
	if missing, of := b.gaps.missing(); missing > 0 {
		t.Errorf("bob misses %d of %d packets", missing, of)
	}
	if b.saw.has("reconnecting") {
		t.Error("bob had to reconnect")
	}
}

// removed waits until a misbehaving client has been told to go and is gone.
func (b *bystanders) removed(t *testing.T, mallory *sfutest.Raw) {
	t.Helper()
	sfutest.Await(mallory, sfutest.IsLeave)
	mallory.Ended()
	sfutest.Eventually(t, func() string {
		if snapshotOf(b.s, "mallory").State != "" {
			return "mallory is still there"
		}
		return ""
	})
}

func TestAbuse(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(t *testing.T, b *bystanders)
	}{
		{"an offer of 500 sections", offerManySections},
		{"data channels without end", openManyChannels},
		{"key frames asked for without end", floodPLIs},
		{"every packet asked for again", floodNACKs},
		{"signalling without end", floodSignalling},
		{"data without end", floodData},
		{"nonsense on the media port", floodNonsense},
		{"nonsense as data", sendNonsenseData},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBystanders(t)
			c.do(t, b)
			b.unharmed(t)
		})
	}
}

func offerManySections(t *testing.T, b *bystanders) {
	mallory := b.s.Raw(t, sfutest.Token("r", "mallory"), sfutest.RawConfig{})
	sfutest.Await(mallory, sfutest.IsJoin)
	var sdp strings.Builder
	sdp.WriteString("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE")
	for i := range 500 {
		fmt.Fprintf(&sdp, " %d", i)
	}
	sdp.WriteString("\r\na=fingerprint:sha-256 " + strings.TrimSuffix(strings.Repeat("00:", 32), ":") + "\r\na=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\n")
	for i := range 500 {
		fmt.Fprintf(&sdp, "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:%d\r\na=setup:actpass\r\na=rtcp-mux\r\na=sendonly\r\na=rtpmap:96 VP8/90000\r\n", i)
	}
	_ = mallory.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Offer{
		Offer: &livekit.SessionDescription{Type: "offer", Sdp: sdp.String(), Id: 1},
	}})
	b.removed(t, mallory)
}

func openManyChannels(t *testing.T, b *bystanders) {
	mallory := b.s.Raw(t, sfutest.Token("r", "mallory"), sfutest.RawConfig{Media: true})
	sfutest.Await(mallory, sfutest.IsUpdate("mallory", isActive))
	for i := range 300 {
		if _, err := mallory.Pub.CreateDataChannel(fmt.Sprint("channel ", i), nil); err != nil {
			break // it has been closed already
		}
	}
	b.removed(t, mallory)
}

// watching joins mallory and waits until the camera reaches her.
func watching(t *testing.T, b *bystanders) (*sfutest.Raw, *webrtc.TrackRemote) {
	t.Helper()
	tracks := make(chan *webrtc.TrackRemote, 1)
	mallory := b.s.Raw(t, sfutest.Token("r", "mallory"), sfutest.RawConfig{V1: true, Media: true,
		Track: func(track *webrtc.TrackRemote) { tracks <- track }})
	track := <-tracks
	for range 10 {
		if _, _, err := track.ReadRTP(); err != nil {
			t.Fatal(err)
		}
	}
	return mallory, track
}

func floodPLIs(t *testing.T, b *bystanders) {
	mallory, track := watching(t, b)
	before, begin := b.face.Plis.Load(), time.Now()
	for range 2000 {
		if err := mallory.Pub.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(track.SSRC())},
			&rtcp.FullIntraRequest{FIR: []rtcp.FIREntry{{SSRC: uint32(track.SSRC())}}}}); err != nil {
			t.Fatal(err)
		}
	}
	mallory.Pong()
	b.saw.waitPackets(t, webrtc.RTPCodecTypeVideo, 30)
	most := int32(time.Since(begin)/(500*time.Millisecond)) + 2
	if n := b.face.Plis.Load() - before; n > most {
		t.Errorf("the publisher was asked for %d key frames in %v", n, time.Since(begin))
	}
}

func floodNACKs(t *testing.T, b *bystanders) {
	mallory, track := watching(t, b)
	for range 500 {
		var seqs []uint16
		for i := range 4000 {
			seqs = append(seqs, uint16(i*16))
		}
		p, _, err := track.ReadRTP()
		if err != nil {
			t.Fatal(err)
		}
		for i := range uint16(500) {
			seqs = append(seqs, p.SequenceNumber-i)
		}
		for len(seqs) > 0 {
			n := min(len(seqs), 400)
			_ = mallory.Pub.WriteRTCP([]rtcp.Packet{&rtcp.TransportLayerNack{
				MediaSSRC: uint32(track.SSRC()), Nacks: rtcp.NackPairsFromSequenceNumbers(seqs[:n]),
			}})
			seqs = seqs[n:]
		}
	}
	for _, d := range snapshotOf(b.s, "mallory").Subscribed {
		if d.Resent > d.Packets+600 {
			t.Errorf("%d packets were sent again though only %d were sent", d.Resent, d.Packets)
		}
	}
}

func floodSignalling(t *testing.T, b *bystanders) {
	token := sfutest.Token("r", "mallory")
	mallory := b.s.Raw(t, token, sfutest.RawConfig{})
	sfutest.Await(mallory, sfutest.IsJoin)
	for i := range 3000 {
		if mallory.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Subscription{Subscription: &livekit.UpdateSubscription{
			TrackSids: []string{fmt.Sprint("TR_", i)}, Subscribe: true,
		}}}) != nil {
			break
		}
	}
	mallory.Pong()
}

func floodData(t *testing.T, b *bystanders) {
	mallory := b.s.Raw(t, sfutest.Token("r", "mallory"), sfutest.RawConfig{V1: true, Media: true})
	sfutest.Await(mallory, sfutest.IsUpdate("mallory", isActive))
	packet := userPacket(t, strings.Repeat("x", 16_000))
	sfutest.Eventually(t, func() string {
		if mallory.Up[1].ReadyState() != webrtc.DataChannelStateOpen {
			return "the channel is not open"
		}
		return ""
	})
	for range 2000 {
		if mallory.Up[1].Send(packet) != nil {
			break
		}
	}
}

func floodNonsense(t *testing.T, b *bystanders) {
	conn, err := net.Dial("udp", fmt.Sprintf("127.0.0.1:%d", b.s.SFU.UDPPort()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 5000 {
		packet := make([]byte, random.IntN(1400)+1)
		for k := range packet {
			packet[k] = byte(random.Uint32())
		}
		packet[0] = []byte{0, 1, 22, 63, 128, 144, 191, 255}[i%8] // STUN, DTLS, RTP
		_, _ = conn.Write(packet)
	}
}

func sendNonsenseData(t *testing.T, b *bystanders) {
	mallory := b.s.Raw(t, sfutest.Token("r", "mallory"), sfutest.RawConfig{V1: true, Media: true})
	sfutest.Await(mallory, sfutest.IsUpdate("mallory", isActive))
	sfutest.Eventually(t, func() string {
		if mallory.Up[0].ReadyState() != webrtc.DataChannelStateOpen {
			return "the channel is not open"
		}
		return ""
	})
	for _, raw := range [][]byte{nil, {0xFF}, []byte("nonsense"), {0x12, 0}, {0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F}} {
		_ = mallory.Up[0].Send(raw)
	}
	_ = mallory.Up[0].Send(userPacket(t, "sense"))
	b.saw.wait(t, `data sense from "mallory"`)
}

// A client that never answers is told so, and nobody waits for it.
func TestOneWhoNeverAnswers(t *testing.T) {
	t.Parallel()
	b := newBystanders(t)
	mallory := b.s.Raw(t, sfutest.Token("r", "mallory"), sfutest.RawConfig{Media: true, Deaf: true})
	if leave := sfutest.Await(mallory, sfutest.IsLeave); leave.Action != livekit.LeaveRequest_RECONNECT {
		t.Errorf("told %v", leave)
	}
	b.unharmed(t)
}

// One who does not read its data holds nobody up, and is told to begin anew when too much waits for it.
func TestASlowReaderOfData(t *testing.T) {
	t.Parallel()
	b := newBystanders(t)
	b.s.SFU.SetWaiting(1 << 20) // nothing is sent yet
	release := make(chan struct{})
	var once sync.Once
	defer once.Do(func() { close(release) })
	var got atomic.Int64
	mallory := b.s.Raw(t, sfutest.Token("r", "mallory"), sfutest.RawConfig{V1: true, Media: true,
		Data: func(string, []byte) { got.Add(1); <-release }})
	sfutest.Await(mallory, sfutest.IsUpdate("mallory", isActive))
	carol := b.s.Raw(t, sfutest.Token("r", "carol"), sfutest.RawConfig{V1: true, Media: true})
	sfutest.Await(carol, sfutest.IsUpdate("carol", isActive))
	packet := func(text string) []byte {
		raw, _ := proto.Marshal(&livekit.DataPacket{Value: &livekit.DataPacket_User{User: &livekit.UserPacket{Payload: []byte(text)}}})
		return raw
	}
	large, sent := packet(strings.Repeat("x", 60_000)), 0
	sfutest.Eventually(t, func() string {
		if carol.Up[0].ReadyState() == webrtc.DataChannelStateOpen && sent-strings.Count(b.saw.all(), "data xxx") < 8 {
			_ = carol.Up[0].Send(large) // no faster than bob reads
			sent++
		}
		for _, m := range mallory.Heard() {
			if l := m.GetLeave(); l != nil {
				if l.Action != livekit.LeaveRequest_RECONNECT {
					t.Errorf("told %v", l)
				}
				return ""
			}
		}
		return fmt.Sprintf("the one who does not read is still there; %d of %d came to her", got.Load(), sent)
	})
	t.Logf("%d packets of 60 kB were sent", sent)
	once.Do(func() { close(release) })
	_ = carol.Up[0].Send(packet("the last"))
	b.saw.wait(t, `data the last from "carol"`)
	b.unharmed(t)
}

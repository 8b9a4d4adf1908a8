package sfu

import (
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"dienhong/sfu/media"

	"github.com/livekit/protocol/livekit"
)

// publication is a track of a participant. sid, source, kind and cid never change; info, up, live, taps and the
// wishes of subscribers are guarded by the owner's mutex.
type publication struct {
	owner  *Participant
	sid    string
	cid    string
	codec  string // asked for, "" when not
	kind   livekit.TrackType
	source livekit.TrackSource

	info *livekit.TrackInfo
	up   *media.UpTrack
	live bool
	taps []*Tap
	// announced: TrackPublished was told, which waits for ParticipantJoined
	announced bool
	// silenced: muted by somebody else, and the client has not said otherwise since
	silenced bool
	order    int    // of publishing
	mid      string // owned by the owner's ops

	told    atomic.Bool // the first subscription was told to the owner
	wanted  quality
	loudest loudness
}

// loudness is the last measured loudness of an audio track.
type loudness struct {
	level atomic.Uint64 // float bits would need math; 1/65536 steps do
	at    atomic.Int64
}

func (l *loudness) set(level float64) {
	l.level.Store(uint64(level * 65536))
	l.at.Store(time.Now().UnixNano())
}

func (l *loudness) get(now time.Time) float64 {
	const fresh = time.Second
	if now.UnixNano()-l.at.Load() > int64(fresh) {
		return 0
	}
	return float64(l.level.Load()) / 65536
}

func newPublication(p *Participant, req *livekit.AddTrackRequest) *publication {
	prefix := map[livekit.TrackSource]string{
		livekit.TrackSource_CAMERA: "TR_VC", livekit.TrackSource_MICROPHONE: "TR_AM",
		livekit.TrackSource_SCREEN_SHARE: "TR_VS", livekit.TrackSource_SCREEN_SHARE_AUDIO: "TR_AS",
	}[req.Source]
	if prefix == "" {
		prefix = "TR_"
	}
	t := &publication{
		owner: p, sid: newSid(prefix), cid: req.Cid, kind: req.Type, source: req.Source, wanted: newQuality(),
	}
	t.info = &livekit.TrackInfo{
		Sid: t.sid, Type: req.Type, Name: req.Name, Source: req.Source, Width: req.Width, Height: req.Height,
		Layers: req.Layers, DisableRed: req.DisableRed, Encryption: req.Encryption, Stream: streamOf(req),
		AudioFeatures: req.AudioFeatures, Stereo: req.Stereo, DisableDtx: req.DisableDtx,
		BackupCodecPolicy: req.BackupCodecPolicy, PacketTrailerFeatures: req.PacketTrailerFeatures,
		Version: &livekit.TimedVersion{UnixMicro: time.Now().UnixMicro()},
	}
	if req.Stereo && !slices.Contains(t.info.AudioFeatures, livekit.AudioTrackFeature_TF_STEREO) {
		t.info.AudioFeatures = append(t.info.AudioFeatures, livekit.AudioTrackFeature_TF_STEREO)
	}
	if req.DisableDtx && !slices.Contains(t.info.AudioFeatures, livekit.AudioTrackFeature_TF_NO_DTX) {
		t.info.AudioFeatures = append(t.info.AudioFeatures, livekit.AudioTrackFeature_TF_NO_DTX)
	}
	if len(req.SimulcastCodecs) > 0 {
		t.codec = req.SimulcastCodecs[0].Codec
	}
	codecs := req.SimulcastCodecs
	if len(codecs) == 0 {
		codecs = []*livekit.SimulcastCodec{{Cid: req.Cid}}
	}
	for _, c := range codecs {
		if c.Cid == "" && c.Codec != t.codec {
			continue // a backup that is never asked for
		}
		info := &livekit.SimulcastCodecInfo{MimeType: mimeOf(req.Type, c.Codec), Cid: c.Cid, Layers: c.Layers, VideoLayerMode: c.VideoLayerMode}
		if len(info.Layers) == 0 {
			info.Layers = req.Layers
		}
		if info.VideoLayerMode == livekit.VideoLayer_MODE_UNUSED && req.Type == livekit.TrackType_VIDEO {
			info.VideoLayerMode = livekit.VideoLayer_ONE_SPATIAL_LAYER_PER_STREAM
			if sameCodec(info.MimeType, "vp9") || sameCodec(info.MimeType, "av1") {
				info.VideoLayerMode = livekit.VideoLayer_MULTIPLE_SPATIAL_LAYERS_PER_STREAM
			}
		}
		t.info.Codecs = append(t.info.Codecs, info)
	}
	t.info.Simulcast = len(req.Layers) > 1
	return t
}

// tooLarge refuses what would be told to everybody at length.
func tooLarge(req *livekit.AddTrackRequest) bool {
	return len(req.Name) > maxName || len(req.Cid) > maxName || len(req.Stream) > maxName ||
		len(req.Layers) > maxParts || len(req.SimulcastCodecs) > maxParts || len(req.AudioFeatures) > maxParts ||
		len(req.PacketTrailerFeatures) > maxParts
}

// isMicrophone says whether a track carries the participant's voice: whoever is held must not get round it
// by not saying what an audio track is.
func (t *publication) isMicrophone() bool {
	return t.kind == livekit.TrackType_AUDIO && t.source != livekit.TrackSource_SCREEN_SHARE_AUDIO
}

// streamOf groups tracks that belong together, as LiveKit does when the client does not say.
func streamOf(req *livekit.AddTrackRequest) string {
	if req.Stream != "" {
		return req.Stream
	}
	switch req.Source {
	case livekit.TrackSource_SCREEN_SHARE, livekit.TrackSource_SCREEN_SHARE_AUDIO:
		return livekit.TrackSource_SCREEN_SHARE.String()
	default:
		return livekit.TrackSource_CAMERA.String()
	}
}

func mimeOf(kind livekit.TrackType, codec string) string {
	if codec == "" || strings.Contains(codec, "/") {
		return codec
	}
	if kind == livekit.TrackType_AUDIO {
		return "audio/" + strings.ToLower(codec)
	}
	if strings.EqualFold(codec, "h264") || strings.EqualFold(codec, "av1") {
		return "video/" + strings.ToUpper(codec)
	}
	return "video/" + strings.ToUpper(codec)
}

// layerOf finds the simulcast layer of a RID: as the client announced it, else by LiveKit's names.
func layerOf(info *livekit.TrackInfo, rid string) int {
	if rid == "" {
		return 0
	}
	for _, l := range info.Layers {
		if l.Rid == rid && l.Quality <= livekit.VideoQuality_HIGH {
			return int(l.Quality)
		}
	}
	switch rid {
	case "q", "0", "l", "low":
		return 0
	case "h", "1", "m", "medium":
		return 1
	}
	return 2
}

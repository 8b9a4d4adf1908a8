package signal_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"net/http"
	"testing"
	"time"

	"dienhong/sfu/sfutest"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
	"go.uber.org/goleak"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// raw is a client without media: it sees every frame.
type raw struct {
	t    *testing.T
	conn *websocket.Conn
}

// dial opens a websocket; path carries the query.
func dial(t *testing.T, s *sfutest.Server, path, token string) *raw {
	t.Helper()
	dialer := websocket.Dialer{EnableCompression: true}
	conn, resp, err := dialer.Dial(s.URL+path, http.Header{"Authorization": {"Bearer " + token}})
	if err != nil {
		body := ""
		if resp != nil {
			b, _ := io.ReadAll(resp.Body)
			body = resp.Status + " " + string(b)
		}
		t.Fatalf("dial %s: %v %s", path, err, body)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &raw{t: t, conn: conn}
}

func (r *raw) send(req *livekit.SignalRequest) {
	r.t.Helper()
	b, err := proto.Marshal(req)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := r.conn.WriteMessage(websocket.BinaryMessage, b); err != nil {
		r.t.Fatal(err)
	}
}

// next reads a frame, of either encoding.
func (r *raw) next() (*livekit.SignalResponse, int, error) {
	_ = r.conn.SetReadDeadline(time.Now().Add(sfutest.Patience))
	kind, b, err := r.conn.ReadMessage()
	if err != nil {
		return nil, 0, err
	}
	resp := &livekit.SignalResponse{}
	if kind == websocket.TextMessage {
		err = protojson.Unmarshal(b, resp)
	} else {
		err = proto.Unmarshal(b, resp)
	}
	return resp, kind, err
}

// until reads frames until one fits.
func until[T any](r *raw, pick func(*livekit.SignalResponse) (T, bool)) T {
	r.t.Helper()
	for {
		resp, _, err := r.next()
		if err != nil {
			r.t.Fatalf("waiting for a message: %v", err)
		}
		if v, ok := pick(resp); ok {
			return v
		}
	}
}

func isJoin(m *livekit.SignalResponse) (*livekit.JoinResponse, bool) {
	return m.GetJoin(), m.GetJoin() != nil
}

func isUpdate(state livekit.ParticipantInfo_State, identity string) func(*livekit.SignalResponse) (*livekit.ParticipantInfo, bool) {
	return func(m *livekit.SignalResponse) (*livekit.ParticipantInfo, bool) {
		for _, p := range m.GetUpdate().GetParticipants() {
			if p.Identity == identity && p.State == state {
				return p, true
			}
		}
		return nil, false
	}
}

// joinRequest encodes a v1 join.
func joinRequest(t *testing.T, j *livekit.JoinRequest, zip bool) string {
	t.Helper()
	inner, err := proto.Marshal(j)
	if err != nil {
		t.Fatal(err)
	}
	w := &livekit.WrappedJoinRequest{JoinRequest: inner}
	if zip {
		var buf bytes.Buffer
		z := gzip.NewWriter(&buf)
		_, _ = z.Write(inner)
		_ = z.Close()
		w.Compression, w.JoinRequest = livekit.WrappedJoinRequest_GZIP, buf.Bytes()
	}
	b, err := proto.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	return base64.URLEncoding.EncodeToString(b)
}

package signal

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"
)

// Client is the other end of the signalling: for load and for tests that look at every message.
type Client struct {
	conn *websocket.Conn
	mu   sync.Mutex
}

// Dial joins; base is ws://host:port, query makes the request: a join_request is one of the single peer
// connection protocol.
func Dial(ctx context.Context, base, token string, query url.Values) (*Client, error) {
	path := "/rtc?"
	if query.Has("join_request") {
		path = "/rtc/v1?"
	}
	address := strings.TrimSuffix(base, "/") + path + query.Encode()
	conn, resp, err := websocket.DefaultDialer.DialContext(ctx, address, http.Header{"Authorization": {"Bearer " + token}})
	if resp != nil {
		defer func() { _ = resp.Body.Close() }()
	}
	if err != nil {
		if resp != nil {
			text, _ := io.ReadAll(io.LimitReader(resp.Body, 1024))
			return nil, fmt.Errorf("join %s: %s: %s", base, resp.Status, text)
		}
		return nil, fmt.Errorf("join %s: %w", base, err)
	}
	conn.SetReadLimit(maxFrame)
	return &Client{conn: conn}, nil
}

// Send sends a message; from any goroutine.
func (c *Client) Send(req *livekit.SignalRequest) error {
	b, err := proto.Marshal(req)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.conn.WriteMessage(websocket.BinaryMessage, b)
}

// Receive waits for the next message; from one goroutine.
func (c *Client) Receive() (*livekit.SignalResponse, error) {
	_, b, err := c.conn.ReadMessage()
	if err != nil {
		return nil, err
	}
	resp := &livekit.SignalResponse{}
	return resp, proto.Unmarshal(b, resp)
}

// Close ends the connection.
func (c *Client) Close() error { return c.conn.Close() }

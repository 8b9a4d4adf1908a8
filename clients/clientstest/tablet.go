package clientstest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"dienhong/clients"
	"dienhong/rooms"
)

// Options of a tablet.
type Options struct {
	// Header goes with the request: the cookie of the session, for example.
	Header http.Header
	// Dialer is used instead of gorilla's own.
	Dialer *websocket.Dialer
	// Stay makes the tablet come back after every loss, as the apps do; without it the first loss is the end.
	Stay bool
	// Saw is called with every frame as it came, by the tablet's own goroutine.
	Saw func(frame []byte)
}

// Picture is what a tablet knows. It does not change once it was handed out.
type Picture struct {
	Epoch, Seq uint64
	Values     map[string]json.RawMessage
	Me         clients.Me
	// Online says that a welcome came over the present connection; Bye is the last one that was said.
	Online bool
	Bye    *clients.Bye
	// Counts since the beginning. Gaps are patches or beats that told of something missed.
	Welcomes, Full, Patches, Gaps int
}

// Get returns the value under a key.
func Get[T any](p *Picture, key string) (value T, known bool) {
	data, known := p.Values[key]
	if !known {
		return value, false
	}
	if err := json.Unmarshal(data, &value); err != nil {
		panic(fmt.Sprintf("the value of %s is not a %T: %v", key, value, err))
	}
	return value, true
}

// Tablet is one device. Its methods may be called from any goroutine.
type Tablet struct {
	url     string
	options Options
	cancel  context.CancelFunc
	gone    chan struct{}

	mu      sync.Mutex
	conn    *websocket.Conn
	picture Picture
	changed chan struct{} // closed and made anew with every change
	pending map[rooms.CommandID]*pending
	broken  error // what the hub did against the protocol
	ended   error // why the tablet will not come back

	writing sync.Mutex
}

// pending is a command without a final reply.
type pending struct {
	frame clients.CommandFrame
	reply chan clients.Reply
	again chan struct{} // the line is up anew
}

// ErrEnded is in the error of everything that is asked of a tablet whose line is gone for good.
var ErrEnded = errors.New("the tablet has no line any more")

// Dial connects to a hub (a ws or wss address) and says hello. It does not wait for the welcome.
func Dial(ctx context.Context, url string, o Options) (*Tablet, error) {
	t := &Tablet{
		url: url, options: o, gone: make(chan struct{}), changed: make(chan struct{}),
		picture: Picture{Values: map[string]json.RawMessage{}}, pending: map[rooms.CommandID]*pending{},
	}
	conn, err := t.connect(ctx)
	if err != nil {
		return nil, err
	}
	ctx, t.cancel = context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		defer close(t.gone)
		t.run(ctx, conn)
	}()
	return t, nil
}

// Join is Dial for a test: it waits for the welcome, and closes the tablet when the test ends. Whatever the hub does
// against the protocol fails the test.
func Join(tb testing.TB, url string, o Options) *Tablet {
	tb.Helper()
	t, err := Dial(tb.Context(), url, o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		t.Close()
		if t.broken != nil {
			tb.Error(t.broken)
		}
	})
	t.Expect(tb, "a welcome", func(p *Picture) bool { return p.Welcomes > 0 })
	return t
}

func (t *Tablet) connect(ctx context.Context) (*websocket.Conn, error) {
	dialer := t.options.Dialer
	if dialer == nil {
		dialer = websocket.DefaultDialer
	}
	conn, response, err := dialer.DialContext(ctx, t.url, t.options.Header)
	if err != nil {
		if response != nil {
			response.Body.Close()
			return nil, fmt.Errorf("connect tablet: %w (status %d)", err, response.StatusCode)
		}
		return nil, fmt.Errorf("connect tablet: %w", err)
	}
	t.mu.Lock()
	t.conn = conn
	hello := clients.Hello{T: "hello", Version: clients.Version, Epoch: t.picture.Epoch, Seq: t.picture.Seq}
	t.mu.Unlock()
	return conn, t.write(conn, hello)
}

func (t *Tablet) write(conn *websocket.Conn, frame any) error {
	t.writing.Lock()
	defer t.writing.Unlock()
	return conn.WriteJSON(frame)
}

// Reconnecting, as in protocol.md.
const (
	firstWait   = 300 * time.Millisecond
	longestWait = 8 * time.Second
)

func (t *Tablet) run(ctx context.Context, conn *websocket.Conn) {
	wait := firstWait
	for {
		if conn != nil {
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			if t.read(conn) {
				wait = firstWait
			}
			stop()
			conn.Close()
		}
		after, back := t.lost(ctx, wait)
		if !back {
			return
		}
		wait = min(2*wait, longestWait)
		select {
		case <-time.After(time.Duration(float64(after) * (0.7 + 0.6*rand.Float64()))):
		case <-ctx.Done():
		}
		var err error
		if conn, err = t.connect(ctx); err != nil {
			conn = nil
		}
	}
}

// lost notes that the line is gone, and says whether and when the tablet comes back.
func (t *Tablet) lost(ctx context.Context, wait time.Duration) (after time.Duration, back bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer t.tell()
	t.conn = nil
	wasOnline, bye := t.picture.Online, t.picture.Bye
	t.picture.Online = false
	switch {
	case ctx.Err() != nil:
		t.ended = fmt.Errorf("closed: %w", ErrEnded)
	case t.broken != nil:
		t.ended = errors.Join(t.broken, ErrEnded)
	case bye != nil && !bye.Retry:
		t.ended = fmt.Errorf("bye %s: %w", bye.Code, ErrEnded)
	case !t.options.Stay:
		t.ended = fmt.Errorf("line lost: %w", ErrEnded)
	case wasOnline && bye != nil:
		wait = time.Duration(bye.After) * time.Millisecond
	}
	return wait, t.ended == nil
}

// tell wakes whoever waits for a change. The lock is held.
func (t *Tablet) tell() {
	close(t.changed)
	t.changed = make(chan struct{})
}

// Picture returns what the tablet knows now.
func (t *Tablet) Picture() *Picture {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.picture
	p.Values = maps.Clone(p.Values)
	return &p
}

// Wait waits until the condition holds. It fails with the context, or when the tablet will never know better. The
// condition must not keep the picture, nor ask the tablet anything.
func (t *Tablet) Wait(ctx context.Context, holds func(*Picture) bool) error {
	for {
		t.mu.Lock()
		changed, ended, held := t.changed, t.ended, holds(&t.picture)
		t.mu.Unlock()
		if held {
			return nil
		}
		if ended != nil {
			return ended
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// patience is how long Expect waits on a machine that is busy with everything else.
const patience = 30 * time.Second

// Expect fails the test when the condition does not come to hold.
func (t *Tablet) Expect(tb testing.TB, what string, holds func(*Picture) bool) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	defer cancel()
	if err := t.Wait(ctx, holds); err != nil {
		p := t.Picture()
		tb.Fatalf("waiting for %s: %v; epoch %d seq %d, online %t, bye %v, keys %d", what, err, p.Epoch, p.Seq, p.Online, p.Bye, len(p.Values))
	}
}

// Do sends a command with a fresh id, again and again until there is a final reply, across lost lines if the tablet
// stays. Args become a JSON object; nil for none. A refusal is no error: it is in the reply.
func (t *Tablet) Do(ctx context.Context, name string, args any) (clients.Reply, error) {
	return t.DoAs(ctx, rooms.CommandID(rooms.NewID()), name, args)
}

// DoAs is Do with a given id.
func (t *Tablet) DoAs(ctx context.Context, id rooms.CommandID, name string, args any) (clients.Reply, error) {
	data, err := json.Marshal(args)
	if err != nil {
		return clients.Reply{}, err
	}
	p := &pending{
		frame: clients.CommandFrame{T: "command", ID: id, Name: name, Args: data},
		reply: make(chan clients.Reply, 1), again: make(chan struct{}, 1),
	}
	t.mu.Lock()
	t.pending[id] = p
	t.mu.Unlock()
	defer func() {
		t.mu.Lock()
		delete(t.pending, id)
		t.mu.Unlock()
	}()
	for {
		t.mu.Lock()
		conn, ended, changed := t.conn, t.ended, t.changed
		online := t.picture.Online
		t.mu.Unlock()
		if ended != nil {
			return clients.Reply{}, ended
		}
		if online {
			_ = t.write(conn, p.frame) // a line that breaks now is noticed by the reading
		}
		reply, err := p.await(ctx, t, online, changed)
		if err != nil || reply.ID != "" {
			return reply, err
		}
	}
}

// await returns the final reply, or an empty one when the command has to be sent (again).
func (p *pending) await(ctx context.Context, t *Tablet, sent bool, changed <-chan struct{}) (clients.Reply, error) {
	for {
		select {
		case reply := <-p.reply:
			if reply.Error == nil || (reply.Error.Code != "busy" && reply.Error.Code != "retry") {
				return reply, nil
			}
			select {
			case <-time.After(time.Duration(50+rand.IntN(100)) * time.Millisecond):
				return clients.Reply{}, nil
			case <-ctx.Done():
				return clients.Reply{}, ctx.Err()
			}
		case <-p.again:
			return clients.Reply{}, nil
		case <-changed:
			t.mu.Lock()
			ended := t.ended
			changed = t.changed
			t.mu.Unlock()
			if ended != nil || !sent {
				return clients.Reply{}, ended
			}
		case <-ctx.Done():
			return clients.Reply{}, ctx.Err()
		}
	}
}

// Must is Do for a test, where the command has to be carried out.
func (t *Tablet) Must(tb testing.TB, name string, args any) clients.Reply {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	defer cancel()
	reply, err := t.Do(ctx, name, args)
	if err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	if reply.Error != nil {
		tb.Fatalf("%s was refused: %s", name, reply.Error.Code)
	}
	return reply
}

// Refused is Do for a test, where the command has to be refused with the code.
func (t *Tablet) Refused(tb testing.TB, name string, args any, code string) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	defer cancel()
	reply, err := t.Do(ctx, name, args)
	if err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	if reply.Error == nil || reply.Error.Code != code {
		tb.Errorf("%s was answered with %+v, want %s", name, reply.Error, code)
	}
}

// Send writes a frame as it is, for tests of what a device must not do. It fails when there is no line.
func (t *Tablet) Send(kind int, frame []byte) error {
	t.mu.Lock()
	conn := t.conn
	t.mu.Unlock()
	if conn == nil {
		return ErrEnded
	}
	t.writing.Lock()
	defer t.writing.Unlock()
	return conn.WriteMessage(kind, frame)
}

// Hello says hello again, from what the tablet knows.
func (t *Tablet) Hello() error {
	t.mu.Lock()
	conn := t.conn
	hello := clients.Hello{T: "hello", Version: clients.Version, Epoch: t.picture.Epoch, Seq: t.picture.Seq}
	t.mu.Unlock()
	if conn == nil {
		return ErrEnded
	}
	return t.write(conn, hello)
}

// Drop breaks the line without a word, as when a tablet leaves the network's reach.
func (t *Tablet) Drop() {
	t.mu.Lock()
	conn := t.conn
	t.mu.Unlock()
	if conn != nil {
		conn.NetConn().Close()
	}
}

// Close ends the tablet and waits for it.
func (t *Tablet) Close() {
	t.cancel()
	<-t.gone
}

package web

import (
	"bufio"
	stdbytes "bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"sync"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/files"
	"dienhong/agenda/pages"
	"dienhong/rooms"
)

// Documents is the bridge between papers and meetings: it files what is uploaded, and carries what the renderer tells
// to the rooms whose meetings hold the paper. Give its Notify to the renderer, then Start it. Its methods may be called
// from any goroutine.
type Documents struct {
	store files.Store
	live  func() []*rooms.Room
	log   *slog.Logger
	pages Pages

	// filing is held while a paper that has arrived is laid before a room, so that taking back one whose room refused
	// it cannot take it from another room.
	filing sync.Mutex

	mu       sync.Mutex
	updates  map[files.Hash]pages.Update // the newest, not told yet
	order    []files.Hash
	told     map[files.Hash]telling
	opened   []*rooms.Room // not looked through yet
	followed map[rooms.MeetingID]*rooms.Room

	wake chan struct{}
	stop context.CancelFunc
	done chan struct{}
}

// telling is what rooms were last told of a paper.
type telling struct {
	state pages.State
	done  int
	at    time.Time
}

const (
	// tellEvery bounds how often the progress of one paper goes to its rooms; its first page and its end go at once.
	tellEvery = 500 * time.Millisecond
	// tellAgain after a room was busy.
	tellAgain = 250 * time.Millisecond
	// headSize is how far from the beginning a PDF may say that it is one (ISO 32000 allows what readers accept).
	headSize = 1024
)

// NewDocuments returns a bridge from papers kept in store to the rooms that live gives.
func NewDocuments(store files.Store, live func() []*rooms.Room, log *slog.Logger) *Documents {
	return &Documents{
		store: store, live: live, log: log, updates: map[files.Hash]pages.Update{}, told: map[files.Hash]telling{},
		followed: map[rooms.MeetingID]*rooms.Room{}, wake: make(chan struct{}, 1), done: make(chan struct{}),
	}
}

// Start begins to carry. Close ends it.
func (d *Documents) Start(renderer Pages) {
	ctx, stop := context.WithCancel(context.Background())
	d.pages, d.stop = renderer, stop
	go d.run(ctx)
}

// Close returns when nothing is carried any more. Rooms are told the rest when they are opened again.
func (d *Documents) Close() {
	d.stop()
	<-d.done
}

// Notify takes what the renderer tells. It never waits; of several updates of one paper the newest counts.
func (d *Documents) Notify(u pages.Update) {
	d.mu.Lock()
	if _, waiting := d.updates[u.Doc]; !waiting {
		d.order = append(d.order, u.Doc)
	}
	d.updates[u.Doc] = u
	d.mu.Unlock()
	d.ring()
}

// Follow sees to it that a room which has just been opened is told of papers that went on without it.
func (d *Documents) Follow(room *rooms.Room) {
	d.mu.Lock()
	known := d.followed[room.ID()] == room
	if !known {
		d.followed[room.ID()] = room
		d.opened = append(d.opened, room)
	}
	d.mu.Unlock()
	if !known {
		d.forget()
		d.ring()
	}
}

// forget lets go of rooms that were closed: with every room that opens, so that those that are kept are about as many as
// are live. One that is let go although it lives is looked through once more.
func (d *Documents) forget() {
	live := map[*rooms.Room]bool{}
	for _, room := range d.live() {
		live[room] = true
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.DeleteFunc(d.followed, func(_ rooms.MeetingID, room *rooms.Room) bool { return !live[room] })
}

func (d *Documents) ring() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

func (d *Documents) run(ctx context.Context) {
	defer close(d.done)
	again := time.NewTimer(0)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.wake:
		case <-again.C:
		}
		if wait := d.carry(ctx); wait > 0 {
			again.Reset(wait)
		}
	}
}

// carry tells everything that is due and returns when to look again, 0 when nothing is left.
func (d *Documents) carry(ctx context.Context) time.Duration {
	d.mu.Lock()
	opened, order := d.opened, d.order
	d.opened, d.order = nil, nil
	d.mu.Unlock()
	var wait time.Duration
	for _, room := range opened {
		if err := d.resume(ctx, room); err != nil {
			d.log.Debug("papers of a room could not be looked through yet", "meeting", string(room.ID()), "err", err)
			if !errors.Is(err, rooms.ErrClosing) && ctx.Err() == nil {
				d.mu.Lock()
				d.opened = append(d.opened, room)
				d.mu.Unlock()
				wait = tellAgain
			}
		}
	}
	for _, doc := range order {
		if pause := d.tell(ctx, doc); pause > 0 && (wait == 0 || pause < wait) {
			wait = pause
		}
	}
	return wait
}

// tell carries the newest update of a paper to every room that holds it, and returns how long to wait when it could not
// be told yet.
func (d *Documents) tell(ctx context.Context, doc files.Hash) time.Duration {
	d.mu.Lock()
	u := d.updates[doc]
	last := d.told[doc]
	pause := time.Until(last.at.Add(tellEvery))
	if u.State != pages.Rendering || last.state != u.State || last.done == 0 || pause < 0 {
		pause = 0
	}
	if pause > 0 {
		d.order = append(d.order, doc)
		d.mu.Unlock()
		return pause
	}
	delete(d.updates, doc)
	d.told[doc] = telling{u.State, u.Done, time.Now()}
	if u.State == pages.Ready || u.State == pages.Failed {
		delete(d.told, doc)
	}
	d.mu.Unlock()

	for _, room := range d.live() {
		if !room.Access().Holds(doc.String()) {
			continue
		}
		err := advance(ctx, room, doc.String(), u.Info)
		switch {
		case err == nil, errors.Is(err, rooms.ErrClosing), ctx.Err() != nil:
		case errors.Is(err, rooms.ErrBusy), errors.Is(err, rooms.ErrRetry):
			d.put(u)
			return tellAgain
		default:
			d.log.Error("a room does not take what is known of a paper", "meeting", string(room.ID()), "err", err)
		}
	}
	return 0
}

// put gives an update back, unless a newer one has come.
func (d *Documents) put(u pages.Update) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, newer := d.updates[u.Doc]; !newer {
		d.updates[u.Doc] = u
		d.order = append(d.order, u.Doc)
	}
}

func advance(ctx context.Context, room *rooms.Room, file string, info pages.Info) error {
	c := rooms.AdvanceDocument{File: file, State: agenda.DocumentState(info.State), Done: info.Done, Code: info.Code}
	for _, size := range info.Pages {
		c.Pages = append(c.Pages, agenda.Page{W: size.W, H: size.H})
	}
	_, err := room.Do(ctx, rooms.ServerRequest("", "", "document.advance", c))
	return err
}

// resume has every paper of the room drawn that is not finished, or whose pages are gone, which tells its state again.
func (d *Documents) resume(ctx context.Context, room *rooms.Room) error {
	papers := map[string]agenda.DocumentState{}
	err := room.Read(ctx, func(state *rooms.State) {
		for _, document := range state.Agenda.Documents {
			papers[document.File] = document.State
		}
	})
	if err != nil {
		return err
	}
	for file, state := range papers {
		hash, err := files.ParseHash(file)
		if err == nil {
			err = d.draw(hash, state)
		}
		var lost interface{ Code() string }
		switch {
		case err == nil:
		case errors.Is(err, pages.ErrBusy), errors.Is(err, pages.ErrUnavailable), errors.Is(err, pages.ErrClosed):
			return err
		case errors.As(err, &lost):
			err = advance(ctx, room, file, pages.Info{State: pages.Failed, Code: lost.Code()})
			if err != nil {
				return err
			}
		default:
			return err
		}
	}
	return nil
}

// draw has the renderer draw what the room does not have: everything that is not finished, and a finished paper whose
// pages the renderer knows nothing of, for they were removed or not restored.
func (d *Documents) draw(hash files.Hash, state agenda.DocumentState) error {
	if state == agenda.Showable || state == agenda.Unusable {
		if _, err := d.pages.Info(hash); state == agenda.Unusable || !errors.Is(err, pages.ErrNotFound) {
			return nil
		}
	}
	return d.pages.Add(hash)
}

// Paper is what is said of a document that is filed.
type Paper struct {
	Item agenda.ItemID
	// Title as it stands on the agenda; Name is what its file was called.
	Title, Name string
	// Limit in bytes.
	Limit int64
}

// File reads a PDF from body, keeps it, lays it into an item for somebody, and has it drawn. When the room refuses it,
// nothing is kept. It fails with ErrNotPDF, ErrFileTooBig, ErrCutOff, or what the room says.
func (d *Documents) File(ctx context.Context, room *rooms.Room, by rooms.PersonID, p Paper, body io.Reader) (agenda.DocumentID, error) {
	if err := expected(ctx, room, by, p.Item); err != nil {
		return "", fmt.Errorf("file document: %w", err)
	}
	reader := bufio.NewReaderSize(body, 64<<10)
	head, err := reader.Peek(headSize)
	switch {
	case stdbytes.Contains(head, []byte("%PDF-")):
	case err == nil || errors.Is(err, io.EOF):
		return "", fmt.Errorf("file document: %w", ErrNotPDF)
	default:
		return "", fmt.Errorf("file document: %w", arrival(ctx, err))
	}
	object, err := d.store.Put(ctx, reader, p.Limit)
	if err != nil {
		return "", fmt.Errorf("file document: %w", arrival(ctx, err))
	}
	id, err := d.lay(ctx, room, by, p, object)
	if err != nil {
		return "", fmt.Errorf("file document: %w", err)
	}
	d.log.Info("document filed", "meeting", string(room.ID()), "person", string(by), "document", string(id), "bytes", object.Size)
	return id, nil
}

// expected refuses what the room would refuse anyway before it is carried over the network.
func expected(ctx context.Context, room *rooms.Room, by rooms.PersonID, item agenda.ItemID) error {
	var refusal error
	err := room.Read(ctx, func(state *rooms.State) {
		_, refusal = state.Agenda.Item(item)
		switch {
		case refusal != nil:
		case by != "" && state.People[by] == nil:
			refusal = rooms.ErrForbidden
		case by != "" && !state.People[by].Role.May("document.add"):
			refusal = rooms.ErrForbidden
		case state.Meeting.Phase == rooms.Closed:
			refusal = rooms.ErrMeetingClosed
		case len(state.Agenda.Documents) >= agenda.MaxDocuments:
			refusal = rooms.ErrTooMany
		}
	})
	return errors.Join(err, refusal)
}

// arrival tells what kept a body from arriving.
func arrival(ctx context.Context, err error) error {
	var coded interface{ Code() string }
	switch {
	case errors.Is(err, files.ErrTooLarge):
		return ErrFileTooBig
	case errors.As(err, &coded):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return fmt.Errorf("%w: %w", ErrCutOff, err)
}

// lay has the room take the document that was stored. A file that is new and that no room took is removed again.
func (d *Documents) lay(ctx context.Context, room *rooms.Room, by rooms.PersonID, p Paper, object files.Object) (agenda.DocumentID, error) {
	d.filing.Lock()
	defer d.filing.Unlock()
	if _, err := d.store.Stat(object.Hash); err != nil {
		if errors.Is(err, files.ErrNotFound) {
			err = rooms.ErrRetry // whoever brought the same file at the same time was refused
		}
		return "", err
	}
	id := agenda.DocumentID(rooms.NewID())
	add := rooms.AddDocument{
		Document: id, Item: p.Item, Title: p.Title, File: object.Hash.String(), Name: p.Name, Size: object.Size,
	}
	// Whether the browser is still there or not: the room's answer must be known.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerTime)
	defer cancel()
	if _, err := room.Do(ctx, rooms.ServerRequest("", by, "document.add", add)); err != nil {
		if _, known := d.pages.Info(object.Hash); object.Fresh && errors.Is(known, pages.ErrNotFound) && ctx.Err() == nil {
			err = errors.Join(err, d.store.Remove(object.Hash))
		}
		return "", err
	}
	if err := d.pages.Add(object.Hash); err != nil {
		d.log.Warn("a paper waits to be drawn", "meeting", string(room.ID()), "document", string(id), "err", err)
		d.mu.Lock()
		d.opened = append(d.opened, room) // it is looked through again
		d.mu.Unlock()
		d.ring()
	}
	return id, nil
}

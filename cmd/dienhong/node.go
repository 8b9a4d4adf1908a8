package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"dienhong/agenda/ballot/ledger"
	"dienhong/agenda/ballot/seal"
	"dienhong/agenda/files"
	"dienhong/agenda/pages"
	"dienhong/clients"
	"dienhong/rooms"
	"dienhong/rooms/store"
	"dienhong/sfu"
	"dienhong/sfu/signal"
	"dienhong/web"
	"dienhong/web/auth"
	"dienhong/web/certs"
)

// node is one running server, put together. Build it with newNode; close ends it. What is built first is closed last.
type node struct {
	config Config
	log    *slog.Logger

	store     *store.Store
	files     *files.Disk
	media     *sfu.Server
	registry  *rooms.Registry
	documents *web.Documents
	renderer  *pages.Renderer
	hub       *clients.Hub
	auth      *auth.Auth
	web       *web.Server
	notary    *ledger.Signer

	closers []func()
}

// leastDisk is how many bytes have to be free for the server to call itself ready.
const leastDisk = 200 << 20

// newNode builds every part in the order in which they need each other. On an error what was built is closed again.
func newNode(ctx context.Context, c Config, log *slog.Logger, assets string) (n *node, err error) {
	n = &node{config: c, log: log}
	defer func() {
		if err != nil {
			n.close()
		}
	}()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return n, fmt.Errorf("open data folder: %w", err)
	}
	unlock, err := lockFolder(c.Data)
	if err != nil {
		return n, err
	}
	n.onClose(unlock)
	if err := n.openStorage(ctx); err != nil {
		return n, err
	}
	signalling, key, err := n.openMedia(ctx)
	if err != nil {
		return n, err
	}
	if err := n.openPages(); err != nil {
		return n, err
	}
	if n.hub, err = clients.New(c.Hub, n.registry, log); err != nil {
		return n, fmt.Errorf("start hub: %w", err)
	}
	return n, n.openWeb(signalling, key, assets)
}

func (n *node) onClose(f func()) { n.closers = append(n.closers, f) }

// close ends every part, last built first. Devices hear that they should come back.
func (n *node) close() {
	for i := len(n.closers) - 1; i >= 0; i-- {
		n.closers[i]()
	}
	n.closers = nil
}

func (n *node) openStorage(ctx context.Context) (err error) {
	n.store, err = store.Open(ctx, store.Config{Path: filepath.Join(n.config.Data, databaseFile)}, n.log)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	n.onClose(func() { n.closed("database", n.store.Close()) })
	n.files, err = files.Open(filepath.Join(n.config.Data, filesFolder))
	if err != nil {
		return fmt.Errorf("open papers: %w", err)
	}
	n.onClose(func() { n.closed("papers", n.files.Close()) })
	return nil
}

func (n *node) closed(what string, err error) {
	if err != nil {
		n.log.Error("not closed cleanly", "part", what, "err", err)
	}
}

// openMedia starts the media server and the rooms, which steer it, and the bridge by which it tells them.
func (n *node) openMedia(ctx context.Context) (http.Handler, mediaKey, error) {
	key, err := loadMediaKey(n.config.Data)
	if err != nil {
		return nil, key, err
	}
	bridge := newMediaBridge(n.log)
	n.media, err = sfu.New(n.config.Media, n.log, sfu.Hooks{
		Event: bridge.tell,
		Admit: func(ctx context.Context, room, identity string) (sfu.Admission, error) {
			return admit(ctx, n.registry, room, identity)
		},
	})
	if err != nil {
		return nil, key, fmt.Errorf("start media server: %w", err)
	}
	n.registry = rooms.NewRegistry(n.store, steered{n.media}, rooms.SystemClock{}, n.log, n.config.Rooms)
	if err := n.openNotary(); err != nil {
		return nil, key, err
	}
	n.onClose(n.registry.Close)
	// The media server goes before the rooms: leaving participants are still told to them.
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	var carrying sync.WaitGroup
	carrying.Go(func() { bridge.run(ctx, n.registry, steered{n.media}) })
	n.onClose(func() { stop(); carrying.Wait() })
	n.onClose(func() { n.closed("media server", n.media.Close()) })
	handler := signal.Handler(n.media, signal.Options{Keys: key, Log: n.log})
	return handler, key, nil
}

// openNotary gives rooms what secret rounds and a signed log of votes need.
func (n *node) openNotary() error {
	keeper, err := seal.OpenKeeper(filepath.Join(n.config.Data, roundFolder))
	if err != nil {
		return fmt.Errorf("open keys of secret rounds: %w", err)
	}
	n.onClose(func() { n.closed("keys of secret rounds", keeper.Close()) })
	seed, err := loadSecret(n.config.Data, "votes.key")
	if err != nil {
		return err
	}
	if n.notary, err = ledger.NewSigner("dienhong", seed[:32]); err != nil {
		return fmt.Errorf("open the key that signs votes: %w", err)
	}
	n.registry.Notarise(keeper, n.notary.Sign)
	return nil
}

// openPages starts the renderer and the bridge by which it tells rooms how far papers are.
func (n *node) openPages() (err error) {
	n.documents = web.NewDocuments(n.files, n.registry.Live, n.log)
	n.renderer, err = pages.New(n.config.Pages, n.files, n.log, n.documents.Notify)
	if err != nil {
		return fmt.Errorf("start renderer: %w", err)
	}
	n.documents.Start(n.renderer)
	n.onClose(func() {
		n.renderer.Close()
		n.documents.Close()
	})
	return nil
}

func (n *node) openWeb(signalling http.Handler, key mediaKey, assets string) error {
	pins, err := loadSecret(n.config.Data, "pins.key")
	if err != nil {
		return err
	}
	n.auth, err = auth.New(n.config.Web.Auth, n.store, pins, rooms.SystemClock{}, n.log)
	if err != nil {
		return fmt.Errorf("start sign-in: %w", err)
	}
	minter, err := auth.NewMinter(key.name, key.secret)
	if err != nil {
		return fmt.Errorf("start sign-in: %w", err)
	}
	source, err := certs.Open(n.config.Web.TLS, filepath.Join(n.config.Data, tlsFolder), n.log)
	if err != nil {
		return err
	}
	if source != nil {
		n.onClose(source.Close)
	}
	n.web, err = web.New(web.Deps{
		Config: n.config.Web, Log: n.log, Clock: rooms.SystemClock{}, Auth: n.auth, Rooms: n.registry, Lists: n.store,
		Documents: n.documents, Devices: n.hub, Assets: web.Assets(assets),
		Minter: minter, Signal: signalling, Certs: source, Notary: n.notary,
		Checks: map[string]func(context.Context) error{
			"database": n.store.Check, "disk": web.DiskFree(n.config.Data, leastDisk),
		},
	})
	return err
}

// loadSecret reads a key of 32 bytes from the data folder, or makes it at the first start.
func loadSecret(data, name string) ([]byte, error) {
	file := filepath.Join(data, secretFolder, name)
	key, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		key = make([]byte, 32)
		rand.Read(key) // never fails
		if err = os.MkdirAll(filepath.Dir(file), 0o700); err == nil {
			err = writeSecret(file, key)
		}
	}
	if err == nil && len(key) < 32 {
		err = errors.New("it is too short")
	}
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", file, err)
	}
	return key, nil
}

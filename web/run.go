package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"dienhong/clients"
	"dienhong/web/certs"
)

// closeTime is how long requests that have begun may take once the server is to stop.
const closeTime = 10 * time.Second

// Listeners are the sockets of a server that is about to run.
type Listeners struct {
	main  net.Listener
	plain net.Listener // nil for none
}

// Addr is where the server's own address ended up, for configurations with port 0.
func (l *Listeners) Addr() net.Addr { return l.main.Addr() }

// PlainAddr is that of the plain listener, nil for none.
func (l *Listeners) PlainAddr() net.Addr {
	if l.plain == nil {
		return nil
	}
	return l.plain.Addr()
}

// Close gives the sockets back when the server does not run after all.
func (l *Listeners) Close() {
	l.main.Close()
	if l.plain != nil {
		l.plain.Close()
	}
}

// Listen opens the sockets. It says in words when a port is taken.
func (s *Server) Listen(ctx context.Context) (*Listeners, error) {
	main, err := listen(ctx, "listen", s.Config.Listen)
	if err != nil {
		return nil, err
	}
	l := &Listeners{main: main}
	if s.Config.TLS.Mode != certs.Off && s.Config.PlainListen != "" {
		if l.plain, err = listen(ctx, "plain_listen", s.Config.PlainListen); err != nil {
			main.Close()
			return nil, err
		}
	}
	s.listening.Store(l) // pages name the ports that it became
	return l, nil
}

func listen(ctx context.Context, key, address string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("web.%s: %s cannot be listened on (is another program using it, or does it need more rights?): %w",
			key, address, err)
	}
	return listener, nil
}

// Run answers on the listeners until ctx ends, then lets requests that have begun finish, and returns. Websockets are
// the hub's to end.
func (s *Server) Run(ctx context.Context, l *Listeners) error {
	main := s.httpServer(s.handler)
	listener := l.main
	if s.Certs != nil {
		s.Certs.Start(port(l.PlainAddr()), port(l.Addr()))
		listener = tls.NewListener(clients.Listen(listener), s.Certs.TLSConfig()) // below TLS: writes to devices never wait
		main.Protocols = new(http.Protocols)
		main.Protocols.SetHTTP1(true)
		main.Protocols.SetHTTP2(true)
	}
	ended := make(chan error, 2)
	serve := func(server *http.Server, listener net.Listener) {
		err := server.Serve(listener)
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		ended <- err
	}
	watching, unwatch := context.WithCancel(ctx)
	var watch sync.WaitGroup
	watch.Go(func() { s.watchSessions(watching) })
	defer watch.Wait()
	defer unwatch()
	servers := []*http.Server{main}
	go serve(main, listener)
	if l.plain != nil {
		plain := s.httpServer(s.plain)
		servers = append(servers, plain)
		go serve(plain, l.plain)
	}
	var failed error
	left := len(servers)
	select {
	case <-ctx.Done():
	case failed = <-ended: // it cannot accept any more
		left--
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
	defer cancel()
	for _, server := range servers {
		if err := server.Shutdown(patience); err != nil {
			server.Close()
		}
	}
	for range left {
		failed = errors.Join(failed, <-ended)
	}
	if failed != nil {
		return fmt.Errorf("web: %w", failed)
	}
	return nil
}

func port(a net.Addr) int {
	if tcp, ok := a.(*net.TCPAddr); ok {
		return tcp.Port
	}
	return 0
}

func (s *Server) httpServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		// Broken handshakes and the like: one line each, for whoever looks for them.
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

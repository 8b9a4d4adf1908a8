package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"dienhong/web"
	"dienhong/web/certs"
)

// runServe runs the server until ctx ends.
func runServe(ctx context.Context, args []string, out, errs io.Writer) error {
	flags, config := configFlags("serve", errs)
	assets := flags.String("assets", "", "`folder` of the built apps, read at every request; for whoever works on them")
	if err := flags.Parse(args); err != nil {
		return flagError(err)
	}
	c, err := config()
	if err != nil {
		return err
	}
	log, err := newLog(c.Log, errs)
	if err != nil {
		return err
	}
	n, err := newNode(ctx, c, log, *assets)
	if err != nil {
		return err
	}
	defer n.close()
	listeners, err := n.web.Listen(ctx)
	if err != nil {
		return err
	}
	if err := announce(ctx, n, listeners, out); err != nil {
		listeners.Close()
		return err
	}
	return n.serve(ctx, listeners)
}

// serve answers until ctx ends, then stops from the outside inwards: no new requests, devices told to come back, rooms
// written and closed.
func (n *node) serve(ctx context.Context, listeners *web.Listeners) error {
	stopDebug, err := n.serveDebug(ctx)
	if err != nil {
		listeners.Close()
		return err
	}
	defer stopDebug()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- n.web.Run(ctx, listeners) }()
	select {
	case err = <-ended:
	case <-ctx.Done():
	}
	patience, done := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer done()
	n.hub.Close(patience)
	cancel()
	if err == nil {
		err = <-ended
	}
	return err
}

// serveDebug answers on a loopback address of its own, when one is configured.
func (n *node) serveDebug(ctx context.Context) (stop func(), err error) {
	if n.config.Debug == "" {
		return func() {}, nil
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", n.config.Debug)
	if err != nil {
		return nil, fmt.Errorf("debug: %w", err)
	}
	server := &http.Server{
		Handler:           web.Debug(n.registry.Live, func() any { return n.hub.Snapshot() }),
		ReadHeaderTimeout: 5 * time.Second,
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = server.Serve(listener) }() // it ends by being closed
	return func() { server.Close(); <-ended }, nil
}

// announce tells whoever started the server where it is, and how to make the first account.
func announce(ctx context.Context, n *node, listeners *web.Listeners, out io.Writer) error {
	base := address(n.config, listeners.Addr())
	fmt.Fprintf(out, "Diên Hồng: %s\n", base)
	if plain := listeners.PlainAddr(); plain != nil && n.config.Web.TLS.Mode == certs.OwnCA {
		fmt.Fprintf(out, "Cài chứng thư trên máy tính bảng (install the certificate on tablets): http://%s/ca\n", reachable(plain))
	}
	token, err := n.auth.SetupToken(ctx)
	if err != nil {
		return fmt.Errorf("set up: %w", err)
	}
	if token != "" {
		fmt.Fprintf(out, "Tạo tài khoản đầu tiên, trong một giờ (make the first account, within an hour): %s/setup/%s\n", base, token)
	}
	return nil
}

// address is where people reach the server: the first public address, or where it listens.
func address(c Config, listening net.Addr) string {
	if len(c.Web.PublicURLs) > 0 {
		return c.Web.PublicURLs[0]
	}
	scheme := "https"
	if c.Web.TLS.Mode == certs.Off {
		scheme = "http"
	}
	return scheme + "://" + reachable(listening)
}

// reachable writes a listening address so that it can be typed: one that listens everywhere by this machine's own
// address on its network.
func reachable(listening net.Addr) string {
	tcp, ok := listening.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return listening.String()
	}
	host := "localhost"
	if addresses, err := net.InterfaceAddrs(); err == nil {
		for _, a := range addresses {
			if network, ok := a.(*net.IPNet); ok && network.IP.To4() != nil && !network.IP.IsLoopback() {
				host = network.IP.String()
				break
			}
		}
	}
	return net.JoinHostPort(host, fmt.Sprint(tcp.Port))
}

func flagError(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	return usageError{err.Error()}
}

package certs

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// authority is the server as its own authority. Whether its certificate still fits is looked at when a device
// connects, at most once a minute: nobody needs a new one while nobody comes.
type authority struct {
	folder string
	wanted []string // from the configuration
	found  func() []string
	now    func() time.Time
	log    *slog.Logger
	root   pair

	mu     sync.Mutex
	leaf   pair
	served *tls.Certificate
	looked time.Time
}

const fitEvery = time.Minute

func openAuthority(cfg Config, folder string, found func() []string, now func() time.Time, log *slog.Logger) (*authority, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("certificate authority: %w", err)
	}
	allowed := slices.Clone(cfg.Names)
	for _, name := range found() { // private addresses are allowed anyway; a public one has to be configured
		if net.ParseIP(name) == nil {
			allowed = append(allowed, name)
		}
	}
	root, made, err := loadRoot(folder, allowed, now())
	if err != nil {
		return nil, fmt.Errorf("certificate authority: %w", err)
	}
	for _, name := range cfg.Names {
		if !may(root.cert, name) {
			return nil, fmt.Errorf("certificate authority: the authority in %s was made without the name %q and may not sign it; "+
				"take the name out of the configuration, or remove the folder to have a new authority made, which every device then "+
				"has to install", folder, name)
		}
	}
	if made {
		log.Info("a certificate authority was made", "folder", folder, "sha256", Fingerprint(root.cert))
	}
	a := &authority{folder: folder, wanted: cfg.Names, found: found, now: now, log: log, root: root}
	a.leaf, err = readPair(folder, leafCert, leafKey)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		log.Warn("the server's certificate cannot be read; another is made", "err", err)
	}
	if err := a.fit(); err != nil {
		return nil, fmt.Errorf("certificate authority: %w", err)
	}
	return a, nil
}

// fit makes another certificate when the present one will not do any more.
func (a *authority) fit() error {
	now := a.now()
	a.looked = now
	names := a.names()
	if !a.fits(names, now) {
		leaf, err := makeLeaf(a.folder, a.root, names, now)
		if err != nil {
			return err
		}
		a.leaf, a.served = leaf, nil
		a.log.Info("the server has a new certificate", "names", strings.Join(names, " "), "valid_until", leaf.cert.NotAfter)
	}
	if a.served == nil {
		a.served = &tls.Certificate{Certificate: [][]byte{a.leaf.cert.Raw}, PrivateKey: a.leaf.key, Leaf: a.leaf.cert}
	}
	return nil
}

// fits reports whether the certificate is of this root, has a third of its life before it, and names every name.
func (a *authority) fits(names []string, now time.Time) bool {
	leaf := a.leaf.cert
	if leaf == nil || leaf.CheckSignatureFrom(a.root.cert) != nil || now.Before(leaf.NotBefore) {
		return false
	}
	left := leaf.NotAfter.Sub(now)
	atTheEnd := leaf.NotAfter.Equal(a.root.cert.NotAfter) && left > 0 // no longer one can be had
	if left < leaf.NotAfter.Sub(leaf.NotBefore)/3 && !atTheEnd {
		return false
	}
	return !slices.ContainsFunc(names, func(name string) bool { return leaf.VerifyHostname(bracketed(name)) != nil })
}

// bracketed makes VerifyHostname take an address as one.
func bracketed(name string) string {
	if net.ParseIP(name) != nil {
		return "[" + name + "]"
	}
	return name
}

// names are the configured ones and those of the machine, as far as the root may sign them.
func (a *authority) names() []string {
	var names []string
	for _, name := range append(slices.Clone(a.wanted), a.found()...) {
		name = strings.ToLower(name)
		if may(a.root.cert, name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func (a *authority) current(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if since := a.now().Sub(a.looked); since >= fitEvery || since < 0 {
		if err := a.fit(); err != nil {
			a.log.Error("no new certificate could be made; the old one stays", "err", err)
		}
	}
	return a.served, nil
}

func (a *authority) TLSConfig() *tls.Config { return serverConfig(a.current) }

func (a *authority) Authority() *x509.Certificate { return a.root.cert }

func (a *authority) Check(now time.Time) error {
	cert, err := a.current(nil)
	if err != nil {
		return err
	}
	return checkDates(cert.Leaf, now)
}

func (a *authority) Plain(next http.Handler) http.Handler { return next }

func (a *authority) Start(int, int) {}

func (a *authority) Close() {}

// localNames are the names and addresses that this machine has now.
func localNames() []string {
	names := []string{}
	if host, err := os.Hostname(); err == nil && validHost(host) {
		names = append(names, host)
		if !strings.Contains(host, ".") {
			names = append(names, host+".local")
		}
	}
	names = append(names, "localhost", "127.0.0.1", "::1")
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return names
	}
	for _, address := range addresses {
		network, ok := address.(*net.IPNet)
		if !ok || network.IP.IsLoopback() || network.IP.IsLinkLocalUnicast() || network.IP.IsMulticast() {
			continue
		}
		names = append(names, network.IP.String())
	}
	return names
}

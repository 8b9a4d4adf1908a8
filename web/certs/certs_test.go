package certs

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// certmagic keeps one goroutine for each authority and lets those of its lock files find out by themselves.
func TestMain(m *testing.M) {
	const magic = "github.com/caddyserver/certmagic."
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction(magic+"keepLockfileFresh"), goleak.IgnoreAnyFunction(magic+"(*RingBufferRateLimiter).loop"))
}

var quiet = slog.New(slog.DiscardHandler)

// clock is a time that the test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// machine is a server's own authority, on a machine with names of the test's choosing.
type machine struct {
	*authority
	t      *testing.T
	folder string
	clock  *clock
	has    []string
}

func newMachine(t *testing.T, has ...string) *machine {
	t.Helper()
	m := &machine{t: t, folder: filepath.Join(t.TempDir(), "ca"), clock: &clock{now: time.Now()}, has: has}
	return m
}

func (m *machine) open(names ...string) error {
	a, err := openAuthority(Config{Mode: OwnCA, Names: names}, m.folder, func() []string { return m.has }, m.clock.Now, quiet)
	if err == nil {
		m.authority = a
	}
	return err
}

func (m *machine) mustOpen(names ...string) {
	m.t.Helper()
	if err := m.open(names...); err != nil {
		m.t.Fatal(err)
	}
}

// leafNow is the certificate that a device would get.
func (m *machine) leafNow() *x509.Certificate {
	m.t.Helper()
	cert, err := m.TLSConfig().GetCertificate(&tls.ClientHelloInfo{})
	if err != nil {
		m.t.Fatal(err)
	}
	return cert.Leaf
}

// trusted reports whether a device that has the root takes the certificate for the name at this time.
func (m *machine) trusted(leaf *x509.Certificate, name string) error {
	roots := x509.NewCertPool()
	roots.AddCert(m.Authority())
	_, err := leaf.Verify(x509.VerifyOptions{
		Roots: roots, DNSName: bracketed(name), CurrentTime: m.clock.Now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	return err
}

func TestOwnAuthority(t *testing.T) {
	m := newMachine(t, "may-chu", "may-chu.local", "localhost", "127.0.0.1", "::1", "192.168.1.20", "fd00::20", "203.0.113.5", "2001:db8::1")
	m.mustOpen("hop.example.gov.vn", "198.51.100.4")
	root, leaf := m.Authority(), m.leafNow()

	if !root.IsCA || !root.MaxPathLenZero || root.KeyUsage != x509.KeyUsageCertSign|x509.KeyUsageCRLSign || !root.PermittedDNSDomainsCritical ||
		root.NotAfter.Sub(m.clock.Now()) < 3649*24*time.Hour || root.SignatureAlgorithm != x509.ECDSAWithSHA256 {
		t.Errorf("%+v", root)
	}
	if life := leaf.NotAfter.Sub(leaf.NotBefore); life > 397*24*time.Hour || leaf.IsCA || len(leaf.ExtKeyUsage) != 1 ||
		leaf.ExtKeyUsage[0] != x509.ExtKeyUsageServerAuth || leaf.SignatureAlgorithm != x509.ECDSAWithSHA256 {
		t.Errorf("%+v", leaf)
	}
	for _, name := range []string{"hop.example.gov.vn", "198.51.100.4", "may-chu", "may-chu.local", "localhost", "127.0.0.1", "::1", "192.168.1.20", "fd00::20"} {
		if err := m.trusted(leaf, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Public addresses of the machine that nobody named are left out, for the root may not sign them.
	for _, name := range []string{"203.0.113.5", "2001:db8::1", "bank.example"} {
		if err := m.trusted(leaf, name); err == nil {
			t.Errorf("%s is trusted", name)
		}
	}
	if err := m.Check(m.clock.Now()); err != nil {
		t.Error(err)
	}
	if err := m.Check(m.clock.Now().Add(400 * 24 * time.Hour)); err == nil {
		t.Error("a certificate of last year is good")
	}
}

// Whoever has the root's key cannot pose as others before the devices that trust it.
func TestRootIsConstrained(t *testing.T) {
	m := newMachine(t, "may-chu")
	m.mustOpen("hop.example.gov.vn")
	for _, name := range []string{"bank.example", "www.google.com", "gov.vn", "other.example.gov.vn", "8.8.8.8", "2001:4860:4860::8888"} {
		forged, err := makeLeaf(t.TempDir(), m.root, []string{name}, m.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		if err := m.trusted(forged.cert, name); err == nil {
			t.Errorf("a certificate for %s is trusted", name)
		}
	}
	for _, name := range []string{"x.hop.example.gov.vn", "printer.local", "10.1.2.3", "172.31.0.1", "fe80::1", "fd12::1"} {
		good, err := makeLeaf(t.TempDir(), m.root, []string{name}, m.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		if err := m.trusted(good.cert, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if may(m.root.cert, "notlocal") || may(m.root.cert, "evil-hop.example.gov.vn") {
		t.Error("a name that ends alike passes")
	}
}

func TestRenewal(t *testing.T) {
	m := newMachine(t, "may-chu", "192.168.1.20")
	m.mustOpen()
	root, first := m.Authority(), m.leafNow()

	// Opened again, everything is as it was.
	m.mustOpen()
	if !m.Authority().Equal(root) || !m.leafNow().Equal(first) {
		t.Error("another start made other certificates")
	}
	// Two thirds of its life later it is replaced, while the server runs.
	m.clock.advance(200 * 24 * time.Hour)
	if !m.leafNow().Equal(first) {
		t.Error("it was replaced early")
	}
	m.clock.advance(70 * 24 * time.Hour)
	second := m.leafNow()
	if second.Equal(first) || m.trusted(second, "may-chu") != nil {
		t.Error("it was not replaced")
	}
	// A new address is taken up, the old one meanwhile no longer named.
	m.has = []string{"may-chu", "192.168.7.7"}
	m.clock.advance(fitEvery)
	third := m.leafNow()
	if third.Equal(second) || m.trusted(third, "192.168.7.7") != nil {
		t.Error("the new address is not in the certificate")
	}
	// Fewer names are no reason.
	m.has = []string{"may-chu"}
	m.clock.advance(fitEvery)
	if !m.leafNow().Equal(third) {
		t.Error("a certificate was made for nothing")
	}
	// A clock that was set back is no reason to stop.
	m.clock.advance(-time.Hour)
	if err := m.trusted(m.leafNow(), "may-chu"); err != nil {
		t.Error(err)
	}
	// Near the root's end the certificate ends with it, and is not made anew all the time.
	m.clock.advance(root.NotAfter.Sub(m.clock.Now()) - 30*24*time.Hour)
	last := m.leafNow()
	if !last.NotAfter.Equal(root.NotAfter) || m.trusted(last, "may-chu") != nil {
		t.Errorf("it is valid until %v, the root until %v", last.NotAfter, root.NotAfter)
	}
	m.clock.advance(2 * fitEvery)
	if !m.leafNow().Equal(last) {
		t.Error("the last certificate is made again and again")
	}
	m.clock.advance(40 * 24 * time.Hour)
	if err := m.open(); err == nil || !strings.Contains(err.Error(), "remove the folder") {
		t.Errorf("a root past its time: %v", err)
	}
}

func TestFilesOfTheAuthority(t *testing.T) {
	m := newMachine(t, "may-chu")
	m.mustOpen()
	for file, mode := range map[string]os.FileMode{".": 0o700, rootKey: 0o600, leafKey: 0o600, rootCert: 0o644} {
		info, err := os.Stat(filepath.Join(m.folder, file))
		if err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v %v, want %v", file, info, err, mode)
		}
	}
	entries, err := os.ReadDir(m.folder)
	if err != nil || len(entries) != 4 {
		t.Errorf("%v %v", entries, err)
	}
	root := m.Authority()

	// The server's own certificate may be lost or broken.
	if err := os.WriteFile(filepath.Join(m.folder, leafCert), []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.mustOpen()
	if err := m.trusted(m.leafNow(), "may-chu"); err != nil || !m.Authority().Equal(root) {
		t.Errorf("%v", err)
	}
	// The root's must not: no other is made behind the operator's back.
	spoil := func(name string, f func()) {
		t.Run(name, func(t *testing.T) {
			f()
			if err := m.open(); err == nil {
				t.Error("the server started")
			}
		})
	}
	key, err := os.ReadFile(filepath.Join(m.folder, rootKey))
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(m.folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	other, err := os.ReadFile(filepath.Join(m.folder, leafKey))
	if err != nil {
		t.Fatal(err)
	}
	spoil("broken key", func() { write(rootKey, []byte("rubbish")) })
	spoil("another's key", func() { write(rootKey, other) })
	spoil("no key", func() { os.Remove(filepath.Join(m.folder, rootKey)) })
	write(rootKey, key)
	spoil("broken certificate", func() { write(rootCert, []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) })
	spoil("a key for a certificate", func() { write(rootCert, key) })
}

func TestNameThatTheRootMayNotSign(t *testing.T) {
	m := newMachine(t, "may-chu")
	m.mustOpen("hop.example.gov.vn")
	err := m.open("hop.other.vn")
	if err == nil || !strings.Contains(err.Error(), "hop.other.vn") || !strings.Contains(err.Error(), "every device") {
		t.Errorf("%v", err)
	}
	m.mustOpen("ban.hop.example.gov.vn", "10.0.0.9", "phong-hop.lan")
}

// A real handshake: a device with the root gets through, under name and address, and one without does not.
func TestHandshake(t *testing.T) {
	m := newMachine(t, "127.0.0.1", "localhost")
	m.mustOpen()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", m.TLSConfig())
	if err != nil {
		t.Fatal(err)
	}
	var served sync.WaitGroup
	served.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = io.Copy(conn, conn)
			conn.Close()
		}
	})
	defer served.Wait()
	defer listener.Close()
	roots := x509.NewCertPool()
	roots.AddCert(m.Authority())
	for name, c := range map[string]struct {
		config *tls.Config
		good   bool
	}{
		"by address":        {&tls.Config{RootCAs: roots}, true},
		"by name":           {&tls.Config{RootCAs: roots, ServerName: "localhost"}, true},
		"by another name":   {&tls.Config{RootCAs: roots, ServerName: "bank.example"}, false},
		"without the root":  {&tls.Config{RootCAs: x509.NewCertPool()}, false},
		"with TLS 1.1 only": {&tls.Config{RootCAs: roots, MaxVersion: tls.VersionTLS11}, false},
		"with TLS 1.2":      {&tls.Config{RootCAs: roots, MaxVersion: tls.VersionTLS12}, true},
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := tls.Dial("tcp", listener.Addr().String(), c.config)
			if err == nil {
				conn.Close()
			}
			if (err == nil) != c.good {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestProfile(t *testing.T) {
	m := newMachine(t, "may-chu")
	m.mustOpen()
	root := m.Authority()
	text := Profile(root)
	if !bytes.Equal(text, Profile(root)) {
		t.Error("two profiles of one root differ")
	}
	decoder := xml.NewDecoder(bytes.NewReader(text))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	_, rest, _ := strings.Cut(string(text), "<data>")
	data, _, _ := strings.Cut(rest, "</data>")
	der, err := base64.StdEncoding.DecodeString(data)
	if err != nil || !bytes.Equal(der, root.Raw) {
		t.Errorf("the profile holds another certificate: %v", err)
	}
	if !strings.Contains(string(text), "com.apple.security.root") || strings.Count(string(text), "PayloadUUID") != 2 {
		t.Errorf("%s", text)
	}
	if shown := Fingerprint(root); len(shown) != 95 || strings.Count(shown, ":") != 31 {
		t.Errorf("fingerprint %s", shown)
	}
}

package certs

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// acmeCA is an authority that speaks as much of RFC 8555 as one order takes. It believes signatures, and looks at the
// server itself to see whether it holds the name.
type acmeCA struct {
	t         *testing.T
	challenge string // the only kind that it offers
	plain     string // where names answer over HTTP
	secure    string // and over TLS
	key       *ecdsa.PrivateKey
	root      *x509.Certificate
	http      *httptest.Server

	mu    sync.Mutex
	valid bool
	chain []byte
}

const (
	acmeName  = "hop.example.vn"
	acmeToken = "a-token-of-the-authority"
)

func newACMECA(t *testing.T, challenge string) *acmeCA {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(1000 * time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	a := &acmeCA{t: t, challenge: challenge, key: key}
	if a.root, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	a.http = httptest.NewTLSServer(a)
	t.Cleanup(a.http.Close)
	return a
}

func (a *acmeCA) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w.Header().Set("Replay-Nonce", rand.Text())
	base := a.http.URL
	body := func(status int, value any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(value)
	}
	order := func() map[string]any {
		o := map[string]any{
			"status": "pending", "identifiers": []any{map[string]string{"type": "dns", "value": acmeName}},
			"authorizations": []string{base + "/authz"}, "finalize": base + "/finalize",
		}
		switch {
		case a.chain != nil:
			o["status"], o["certificate"] = "valid", base+"/cert"
		case a.valid:
			o["status"] = "ready"
		}
		return o
	}
	state := map[bool]string{false: "pending", true: "valid"}
	challenge := func() map[string]any {
		return map[string]any{"type": a.challenge, "url": base + "/challenge", "token": acmeToken, "status": state[a.valid]}
	}
	switch r.URL.Path {
	case "/dir":
		body(200, map[string]any{
			"newNonce": base + "/nonce", "newAccount": base + "/account", "newOrder": base + "/order", "revokeCert": base + "/revoke",
			"keyChange": base + "/key",
		})
	case "/nonce":
		w.WriteHeader(200)
	case "/account":
		w.Header().Set("Location", base+"/account/1")
		body(201, map[string]any{"status": "valid"})
	case "/order":
		w.Header().Set("Location", base+"/order/1")
		body(201, order())
	case "/order/1":
		body(200, order())
	case "/authz":
		body(200, map[string]any{
			"status": state[a.valid], "identifier": map[string]string{"type": "dns", "value": acmeName}, "challenges": []any{challenge()},
		})
	case "/challenge":
		if err := a.look(r.Context()); err != nil {
			a.t.Errorf("the server does not show that it holds the name: %v", err)
		} else {
			a.valid = true
		}
		body(200, challenge())
	case "/finalize":
		a.chain = a.sign(r)
		body(200, order())
	case "/cert":
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		_, _ = w.Write(a.chain)
	default:
		body(404, map[string]any{"type": "urn:ietf:params:acme:error:malformed"})
	}
}

// look asks the server as the authority does: RFC 8555 §8.3, RFC 8737 §3.
func (a *acmeCA) look(ctx context.Context) error {
	if a.challenge == "tls-alpn-01" {
		dialer := tls.Dialer{Config: &tls.Config{ServerName: acmeName, NextProtos: []string{"acme-tls/1"}, InsecureSkipVerify: true}}
		conn, err := dialer.DialContext(ctx, "tcp", a.secure)
		if err != nil {
			return err
		}
		defer conn.Close()
		state := conn.(*tls.Conn).ConnectionState()
		for _, extension := range state.PeerCertificates[0].Extensions {
			if extension.Id.Equal(asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 31}) && state.NegotiatedProtocol == "acme-tls/1" {
				return nil
			}
		}
		return fmt.Errorf("the certificate holds no proof")
	}
	r, err := http.NewRequestWithContext(ctx, "GET", "http://"+a.plain+"/.well-known/acme-challenge/"+acmeToken, nil)
	if err != nil {
		return err
	}
	r.Host = acmeName
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	proof, err := io.ReadAll(response.Body)
	if err == nil && !strings.HasPrefix(string(proof), acmeToken+".") {
		err = fmt.Errorf("it says %q", proof)
	}
	return err
}

func (a *acmeCA) sign(r *http.Request) []byte {
	var jws struct{ Payload string }
	var order struct{ CSR string }
	if err := json.NewDecoder(r.Body).Decode(&jws); err != nil {
		a.t.Error(err)
	}
	payload, _ := base64.RawURLEncoding.DecodeString(jws.Payload)
	if err := json.Unmarshal(payload, &order); err != nil {
		a.t.Error(err)
	}
	der, _ := base64.RawURLEncoding.DecodeString(order.CSR)
	request, err := x509.ParseCertificateRequest(der)
	if err != nil {
		a.t.Error(err)
		return nil
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour), DNSNames: request.DNSNames,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	leaf, err := x509.CreateCertificate(rand.Reader, template, a.root, request.PublicKey, a.key)
	if err != nil {
		a.t.Error(err)
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: leaf}),
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.root.Raw})...)
}

func TestACME(t *testing.T) {
	for _, challenge := range []string{"http-01", "tls-alpn-01"} {
		t.Run(challenge, func(t *testing.T) {
			ca := newACMECA(t, challenge)
			trust := x509.NewCertPool()
			trust.AddCert(ca.http.Certificate())
			cfg := Config{Mode: ACME, Names: []string{acmeName}, Directory: ca.http.URL + "/dir", Email: "it@example.vn"}
			source, err := openACME(cfg, t.TempDir(), trust, quiet)
			if err != nil {
				t.Fatal(err)
			}
			defer source.Close()
			if source.Check(time.Now()) == nil {
				t.Error("there is a certificate before anybody asked")
			}
			plain := httptest.NewServer(source.Plain(http.NotFoundHandler()))
			defer plain.Close()
			secure, err := tls.Listen("tcp", "127.0.0.1:0", source.TLSConfig())
			if err != nil {
				t.Fatal(err)
			}
			var served sync.WaitGroup
			served.Go(func() { handshakes(secure) })
			defer served.Wait()
			defer secure.Close()
			ca.plain, ca.secure = plain.Listener.Addr().String(), secure.Addr().String()
			source.Start(plain.Listener.Addr().(*net.TCPAddr).Port, secure.Addr().(*net.TCPAddr).Port)

			deadline := time.Now().Add(time.Minute)
			for source.Check(time.Now()) != nil {
				if time.Now().After(deadline) {
					t.Fatal("there is no certificate after a minute: ", source.Check(time.Now()))
				}
				time.Sleep(20 * time.Millisecond)
			}
			roots := x509.NewCertPool()
			roots.AddCert(ca.root)
			conn, err := tls.Dial("tcp", ca.secure, &tls.Config{RootCAs: roots, ServerName: acmeName})
			if err != nil {
				t.Fatal(err)
			}
			conn.Close()
		})
	}
}

func handshakes(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		_ = conn.(*tls.Conn).HandshakeContext(context.Background())
		conn.Close()
	}
}

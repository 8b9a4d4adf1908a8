package certs

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"
)

// Source gives a server its certificates. Its methods may be called from any goroutine.
type Source interface {
	// TLSConfig is for the server's listener; certificates that are renewed are taken up without a restart.
	TLSConfig() *tls.Config
	// Authority is the certificate that devices have to install, nil when they trust the server anyway.
	Authority() *x509.Certificate
	// Check says what is wrong with the certificate that would be served at this time.
	Check(now time.Time) error
	// Plain wraps the handler of the plain HTTP listener, through which some authorities ask.
	Plain(next http.Handler) http.Handler
	// Start begins what goes on in the background, once the listeners stand on these ports; plain is 0 without one.
	Start(plain, server int)
	// Close ends what goes on in the background.
	Close()
}

// Open returns the source that the configuration names, keeping what it makes in folder. It returns nil for Off.
func Open(cfg Config, folder string, log *slog.Logger) (Source, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("certificates: %w", err)
	}
	switch cfg.Mode {
	case Files:
		return openFiles(cfg, log)
	case ACME:
		return openACME(cfg, filepath.Join(folder, "acme"), nil, log)
	case OwnCA:
		return openAuthority(cfg, filepath.Join(folder, "ca"), localNames, time.Now, log)
	case Off:
	}
	return nil, nil
}

// serverConfig is what all sources share: TLS 1.2 and newer, HTTP/2.
func serverConfig(get func(*tls.ClientHelloInfo) (*tls.Certificate, error)) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: get}
}

// checkDates says whether the certificate can be used at this time.
func checkDates(leaf *x509.Certificate, now time.Time) error {
	switch {
	case leaf == nil:
		return fmt.Errorf("there is no certificate")
	case now.Before(leaf.NotBefore):
		return fmt.Errorf("the certificate is not valid before %s", leaf.NotBefore.Format(time.RFC3339))
	case now.After(leaf.NotAfter):
		return fmt.Errorf("the certificate has not been valid since %s", leaf.NotAfter.Format(time.RFC3339))
	}
	return nil
}

package certs

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/caddyserver/certmagic"
	"go.uber.org/zap"
)

// acmeSource gets certificates from an ACME authority (RFC 8555) by HTTP-01, through the plain listener, or by
// TLS-ALPN-01, through the server's own, and renews them in the background. The authority has to reach this server
// under the names.
type acmeSource struct {
	names  []string
	magic  *certmagic.Config
	issuer *certmagic.ACMEIssuer
	cache  *certmagic.Cache
	log    *slog.Logger
	stop   context.CancelFunc
}

// openACME prepares the source; roots, when set, are those that the authority's own address is trusted by.
func openACME(cfg Config, folder string, roots *x509.CertPool, log *slog.Logger) (*acmeSource, error) {
	s := &acmeSource{names: cfg.Names, log: log}
	quiet := zap.NewNop() // what matters is told by its events
	s.cache = certmagic.NewCache(certmagic.CacheOptions{
		GetConfigForCert: func(certmagic.Certificate) (*certmagic.Config, error) { return s.magic, nil },
		Logger:           quiet,
	})
	s.magic = certmagic.New(s.cache, certmagic.Config{
		Storage: &certmagic.FileStorage{Path: folder}, Logger: quiet,
		OnEvent: func(_ context.Context, event string, data map[string]any) error {
			tell(log, event, data)
			return nil
		},
	})
	template := certmagic.ACMEIssuer{
		Email: cfg.Email, Agreed: true, Logger: quiet, CA: certmagic.LetsEncryptProductionCA, TrustedRoots: roots,
	}
	if cfg.Directory != "" {
		template.CA = cfg.Directory
	}
	s.issuer = certmagic.NewACMEIssuer(s.magic, template)
	s.magic.Issuers = []certmagic.Issuer{s.issuer}
	return s, nil
}

// Start asks for the certificates. The listeners have to stand: certmagic would put up its own in their place.
func (s *acmeSource) Start(plain, server int) {
	s.issuer.AltHTTPPort, s.issuer.AltTLSALPNPort = plain, server
	s.issuer.DisableHTTPChallenge = plain == 0
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	if err := s.magic.ManageAsync(ctx, s.names); err != nil {
		s.log.Error("no certificates can be asked for", "err", err)
	}
}

func tell(log *slog.Logger, event string, data map[string]any) {
	switch event {
	case "cert_obtained":
		log.Info("a certificate was obtained", "name", data["identifier"], "renewal", data["renewal"])
	case "cert_failed":
		log.Error("no certificate could be obtained; it is tried again", "name", data["identifier"], "err", data["error"])
	}
}

func (s *acmeSource) TLSConfig() *tls.Config {
	config := serverConfig(s.magic.GetCertificate)
	config.NextProtos = append(config.NextProtos, "acme-tls/1")
	return config
}

func (s *acmeSource) Authority() *x509.Certificate { return nil }

func (s *acmeSource) Check(now time.Time) error {
	var wrong []error
	for _, name := range s.names {
		var leaf *x509.Certificate
		for _, held := range s.cache.AllMatchingCertificates(name) {
			leaf = held.Leaf
		}
		if err := checkDates(leaf, now); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(wrong...)
}

func (s *acmeSource) Plain(next http.Handler) http.Handler {
	return s.issuer.HTTPChallengeHandler(next)
}

func (s *acmeSource) Close() {
	if s.stop != nil {
		s.stop()
	}
	s.cache.Stop()
}

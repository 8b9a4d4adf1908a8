package certs

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"
)

// fileSource serves the operator's own files. It looks at them again when a device connects, at most every few
// seconds; files that cannot be read leave the certificate that was read before in place.
type fileSource struct {
	certFile, keyFile string
	log               *slog.Logger

	mu     sync.Mutex
	cert   *tls.Certificate
	stamp  string // sizes and times of the files
	looked time.Time
}

// lookEvery bounds how often the files are looked at.
const lookEvery = 2 * time.Second

func openFiles(cfg Config, log *slog.Logger) (*fileSource, error) {
	s := &fileSource{certFile: cfg.CertFile, keyFile: cfg.KeyFile, log: log}
	if err := s.load(); err != nil {
		return nil, fmt.Errorf("certificates: %w", err)
	}
	s.looked = time.Now()
	return s, nil
}

func (s *fileSource) load() error {
	stamp, err := s.look()
	if err != nil {
		return err
	}
	cert, err := tls.LoadX509KeyPair(s.certFile, s.keyFile)
	if err != nil {
		return fmt.Errorf("load %s with %s: %w", s.certFile, s.keyFile, err)
	}
	s.cert, s.stamp = &cert, stamp
	return nil
}

func (s *fileSource) look() (string, error) {
	stamp := ""
	for _, file := range []string{s.certFile, s.keyFile} {
		info, err := os.Stat(file)
		if err != nil {
			return "", err
		}
		stamp += fmt.Sprintf("%d %d\n", info.Size(), info.ModTime().UnixNano())
	}
	return stamp, nil
}

func (s *fileSource) current(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := time.Now(); now.Sub(s.looked) >= lookEvery {
		s.looked = now
		s.reload()
	}
	return s.cert, nil
}

func (s *fileSource) reload() {
	stamp, err := s.look()
	if err == nil && stamp == s.stamp {
		return
	}
	if err == nil {
		err = s.load()
	}
	if err != nil {
		s.log.Error("the new certificate cannot be used; the old one stays", "err", err)
		s.stamp = stamp // say it once, not with every device
		return
	}
	s.log.Info("the certificate was read anew", "valid_until", s.cert.Leaf.NotAfter)
}

func (s *fileSource) TLSConfig() *tls.Config { return serverConfig(s.current) }

func (s *fileSource) Authority() *x509.Certificate { return nil }

func (s *fileSource) Check(now time.Time) error {
	cert, err := s.current(nil)
	if err != nil {
		return err
	}
	return checkDates(cert.Leaf, now)
}

func (s *fileSource) Plain(next http.Handler) http.Handler { return next }

func (s *fileSource) Start(int, int) {}

func (s *fileSource) Close() {}

package certs

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// Mode is where certificates come from.
type Mode string

// The modes. Off is plain HTTP, which browsers trust on the loopback alone.
const (
	OwnCA Mode = "own_ca"
	Files Mode = "files"
	ACME  Mode = "acme"
	Off   Mode = "off"
)

// Config says where certificates come from.
type Config struct {
	Mode Mode `yaml:"mode"`
	// Names are the host names and addresses by which the server is reached. With own_ca they may be empty: the
	// machine's own name and addresses are always added. With acme they are the names to ask for.
	Names []string `yaml:"names"`
	// CertFile (PEM, the server's certificate first) and KeyFile are read again when they change; for files.
	CertFile string `yaml:"cert_file"`
	KeyFile  string `yaml:"key_file"`
	// Email is told to the ACME authority, which writes to it when something is wrong. Directory is the authority's
	// address; empty for Let's Encrypt. Using acme means to agree to that authority's terms.
	Email     string `yaml:"email"`
	Directory string `yaml:"directory"`
}

// Default makes the server its own authority: it needs nobody.
func Default() Config { return Config{Mode: OwnCA} }

// Validate says which value cannot be used.
func (c Config) Validate() error {
	for _, name := range c.Names {
		if net.ParseIP(name) == nil && !validHost(name) {
			return fmt.Errorf("names: %q is neither a host name nor an address", name)
		}
	}
	switch c.Mode {
	case OwnCA, Off:
		return nil
	case Files:
		if c.CertFile == "" || c.KeyFile == "" {
			return errors.New("mode files needs cert_file and key_file")
		}
		return nil
	case ACME:
		return c.validateACME()
	}
	return fmt.Errorf("mode: %q is not own_ca, files, acme or off", c.Mode)
}

func (c Config) validateACME() error {
	if len(c.Names) == 0 {
		return errors.New("mode acme needs names")
	}
	for _, name := range c.Names {
		if net.ParseIP(name) != nil || !strings.Contains(name, ".") {
			return fmt.Errorf("names: mode acme needs public host names, %q is none", name)
		}
	}
	if u, err := url.Parse(c.Directory); c.Directory != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
		return fmt.Errorf("directory: %q is not an https address", c.Directory)
	}
	return nil
}

// validHost accepts what can stand in a certificate as a DNS name (RFC 1123 §2.1), without a wildcard.
func validHost(name string) bool {
	if name == "" || len(name) > 253 {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.Trim(strings.ToLower(label), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return true
}

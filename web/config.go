package web

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"dienhong/web/auth"
	"dienhong/web/certs"
)

// Config of the HTTP server.
type Config struct {
	// Listen is the address of the server, "host:port"; without a host it listens on every address.
	Listen string `yaml:"listen"`
	// PlainListen is the address of the small listener without TLS, which helps to install the certificate authority
	// and sends everybody else to HTTPS; empty for none.
	PlainListen string `yaml:"plain_listen"`
	// PublicURLs are the addresses under which people reach the server, the one for links and QR codes first, such as
	// "https://hop.example.vn". Empty: the address that the browser used. They are also the allowed origins.
	PublicURLs []string `yaml:"public_urls"`
	// ManyPeoplePerBrowser keeps several people signed in side by side in one browser, for demonstrations and shared
	// machines.
	ManyPeoplePerBrowser bool `yaml:"many_people_per_browser"`
	// MaxUpload is the largest document, in bytes.
	MaxUpload int64 `yaml:"max_upload"`
	// TrustedProxies are the addresses or networks of reverse proxies, whose X-Forwarded-For and X-Forwarded-Proto are
	// believed.
	TrustedProxies []string `yaml:"trusted_proxies"`

	TLS  certs.Config `yaml:"tls"`
	Auth auth.Config  `yaml:"auth"`
}

// Default is a server for one network, its own certificate authority.
func Default() Config {
	return Config{
		Listen: ":8443", PlainListen: ":8080", MaxUpload: 100 << 20,
		TLS: certs.Default(), Auth: auth.Default(),
	}
}

// Validate says in words which value cannot be used.
func (c Config) Validate() error {
	if err := c.TLS.Validate(); err != nil {
		return fmt.Errorf("tls: %w", err)
	}
	if err := c.Auth.Validate(); err != nil {
		return fmt.Errorf("auth: %w", err)
	}
	if err := validListen(c.Listen); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if c.TLS.Mode == certs.Off && !loopback(c.Listen) {
		return fmt.Errorf("listen: %q without TLS would be open to the network, where browsers give no camera and no "+
			"microphone and passwords could be read; listen on 127.0.0.1, or set tls.mode to own_ca, files or acme", c.Listen)
	}
	if c.PlainListen != "" {
		if err := validListen(c.PlainListen); err != nil {
			return fmt.Errorf("plain_listen: %w", err)
		}
	}
	for _, text := range c.PublicURLs {
		if _, err := origin(text); err != nil {
			return fmt.Errorf("public_urls: %w", err)
		}
	}
	if c.MaxUpload < 1<<20 || c.MaxUpload > 4<<30 {
		return fmt.Errorf("max_upload must be 1048576 to 4294967296 bytes, not %d", c.MaxUpload)
	}
	_, err := c.proxies()
	return err
}

func validListen(address string) error {
	if _, port, err := net.SplitHostPort(address); err != nil || port == "" {
		return fmt.Errorf("%q is not host:port", address)
	}
	return nil
}

// loopback reports whether only this machine can reach the address.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// origin returns the origin of a public address, which has no path of its own.
func origin(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("%q is not https://host or https://host:port", text)
	}
	return u.Scheme + "://" + strings.ToLower(u.Host), nil
}

func (c Config) proxies() ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, text := range c.TrustedProxies {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			address, err := netip.ParseAddr(text)
			if err != nil {
				return nil, errors.New("trusted_proxies: " + text + " is neither an address nor a network")
			}
			prefix = netip.PrefixFrom(address, address.BitLen())
		}
		all = append(all, prefix.Masked())
	}
	return all, nil
}

package certs

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	rootLife = 10 * 365 * 24 * time.Hour
	leafLife = 397 * 24 * time.Hour
	early    = 24 * time.Hour

	rootCert, rootKey = "root.crt", "root.key"
	leafCert, leafKey = "server.crt", "server.key"
)

// privateDomains are never on the Internet (RFC 6762, 8375, 9476 and what routers use); privateRanges neither
// (RFC 1918, 6598, 3927, 4193, 4291).
var (
	privateDomains = []string{"localhost", "local", "lan", "internal", "home.arpa", "test"}
	privateRanges  = []string{
		"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8",
		"fc00::/7", "fe80::/10", "::1/128",
	}
)

// pair is a certificate with its key.
type pair struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// loadRoot reads the root, or makes it when there is none.
func loadRoot(folder string, names []string, now time.Time) (p pair, made bool, err error) {
	p, err = readPair(folder, rootCert, rootKey)
	if errors.Is(err, fs.ErrNotExist) {
		if _, other := os.Stat(filepath.Join(folder, rootCert)); other == nil {
			return pair{}, false, fmt.Errorf("%s is there but its key is not; put %s back, or remove the folder %s to have a new "+
				"authority made, which every device then has to install", rootCert, rootKey, folder)
		}
		p, err = makeRoot(folder, names, now)
		return p, true, err
	}
	if err != nil {
		return pair{}, false, err
	}
	if !p.cert.IsCA || now.After(p.cert.NotAfter) {
		return pair{}, false, fmt.Errorf("the authority in %s is past its time or no authority; remove the folder to have a "+
			"new one made, which every device then has to install", folder)
	}
	return p, false, nil
}

func makeRoot(folder string, names []string, now time.Time) (pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return pair{}, err
	}
	host, _ := os.Hostname() // "" is as good
	template := &x509.Certificate{
		SerialNumber: serial(), NotBefore: now.Add(-early), NotAfter: now.Add(rootLife),
		// Plain ASCII: lists of certificates on old tablets know nothing else.
		Subject: pkix.Name{
			Organization: []string{"Dien Hong"},
			CommonName:   strings.TrimSpace("Dien Hong CA "+host) + " " + strings.ToUpper(hex.EncodeToString(serial().Bytes()[:3])),
		},
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage:                    x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		PermittedDNSDomainsCritical: true,
	}
	template.PermittedDNSDomains, template.PermittedIPRanges = constraints(names)
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return pair{}, err
	}
	return writePair(folder, rootCert, rootKey, der, key)
}

// constraints are what a root for these names may sign.
func constraints(names []string) (domains []string, ranges []*net.IPNet) {
	domains = slices.Clone(privateDomains)
	for _, text := range privateRanges {
		_, network, err := net.ParseCIDR(text)
		if err != nil {
			panic(err) // they stand above
		}
		ranges = append(ranges, network)
	}
	for _, name := range names {
		ip := net.ParseIP(name)
		switch {
		case ip != nil && !slices.ContainsFunc(ranges, func(n *net.IPNet) bool { return n.Contains(ip) }):
			if v4 := ip.To4(); v4 != nil {
				ip = v4
			}
			ranges = append(ranges, &net.IPNet{IP: ip, Mask: net.CIDRMask(8*len(ip), 8*len(ip))})
		case ip == nil && !slices.ContainsFunc(domains, func(d string) bool { return within(name, d) }):
			domains = append(domains, strings.ToLower(name))
		}
	}
	return domains, ranges
}

// may reports whether the root may sign a certificate for the name.
func may(root *x509.Certificate, name string) bool {
	if ip := net.ParseIP(name); ip != nil {
		return slices.ContainsFunc(root.PermittedIPRanges, func(n *net.IPNet) bool { return n.Contains(ip) })
	}
	return slices.ContainsFunc(root.PermittedDNSDomains, func(d string) bool { return within(name, d) })
}

// within reports whether name is the domain or lies below it.
func within(name, domain string) bool {
	name = strings.ToLower(name)
	return name == domain || strings.HasSuffix(name, "."+domain)
}

// makeLeaf signs the server's certificate for the names.
func makeLeaf(folder string, root pair, names []string, now time.Time) (pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return pair{}, err
	}
	begin := now.Add(-early)
	template := &x509.Certificate{
		SerialNumber: serial(), NotBefore: begin, NotAfter: begin.Add(leafLife),
		Subject:               pkix.Name{Organization: []string{"Dien Hong"}, CommonName: names[0]},
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if root.cert.NotAfter.Before(template.NotAfter) {
		template.NotAfter = root.cert.NotAfter
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, root.cert, key.Public(), root.key)
	if err != nil {
		return pair{}, err
	}
	return writePair(folder, leafCert, leafKey, der, key)
}

// serial is 127 random bits, as large as a positive serial number of 16 bytes can be.
func serial() *big.Int {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		panic(err) // the system's randomness never fails, see crypto/rand
	}
	return n.Add(n, new(big.Int).Lsh(big.NewInt(1), 126)) // never short
}

// Fingerprint is the SHA-256 of a certificate as people compare it: pairs of hexadecimal digits with colons.
func Fingerprint(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = strings.ToUpper(hex.EncodeToString([]byte{b}))
	}
	return strings.Join(parts, ":")
}

func writePair(folder, certName, keyName string, der []byte, key *ecdsa.PrivateKey) (pair, error) {
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return pair{}, err
	}
	// The key first: a certificate without its key is refused at the next start, a key alone is replaced.
	err = writeFile(filepath.Join(folder, keyName), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600)
	if err != nil {
		return pair{}, err
	}
	err = writeFile(filepath.Join(folder, certName), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644)
	if err != nil {
		return pair{}, err
	}
	cert, err := x509.ParseCertificate(der)
	return pair{cert, key}, err
}

func readPair(folder, certName, keyName string) (pair, error) {
	cert, err := readPEM(filepath.Join(folder, certName), "CERTIFICATE", x509.ParseCertificate)
	if err != nil {
		return pair{}, err
	}
	parsed, err := readPEM(filepath.Join(folder, keyName), "PRIVATE KEY", x509.ParsePKCS8PrivateKey)
	if err != nil {
		return pair{}, err
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok || !key.PublicKey.Equal(cert.PublicKey) {
		return pair{}, fmt.Errorf("%s in %s is not the key of %s", keyName, folder, certName)
	}
	return pair{cert, key}, nil
}

func readPEM[T any](file, kind string, parse func([]byte) (T, error)) (T, error) {
	var none T
	text, err := os.ReadFile(file)
	if err != nil {
		return none, err
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != kind {
		return none, fmt.Errorf("%s holds no %s", file, strings.ToLower(kind))
	}
	value, err := parse(block.Bytes)
	if err != nil {
		return none, fmt.Errorf("%s: %w", file, err)
	}
	return value, nil
}

// writeFile puts a file in its place whole or not at all.
func writeFile(file string, data []byte, mode fs.FileMode) error {
	temp, err := os.CreateTemp(filepath.Dir(file), ".new-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(data)
	if err = errors.Join(err, temp.Chmod(mode), temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), file)
}

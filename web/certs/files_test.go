package certs

import (
	"crypto/tls"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestOperatorsFiles(t *testing.T) {
	folder := t.TempDir()
	issue := func(name string) {
		m := newMachine(t, name)
		m.mustOpen()
		for from, to := range map[string]string{leafCert: "cert.pem", leafKey: "key.pem"} {
			data, err := os.ReadFile(filepath.Join(m.folder, from))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, to), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	config := Config{Mode: Files, CertFile: filepath.Join(folder, "cert.pem"), KeyFile: filepath.Join(folder, "key.pem")}
	if _, err := Open(config, "", quiet); err == nil || !strings.Contains(err.Error(), "cert.pem") {
		t.Errorf("files that are not there: %v", err)
	}
	issue("first.lan")
	source, err := Open(config, "", quiet)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	files, _ := source.(*fileSource)
	name := func() string {
		t.Helper()
		files.mu.Lock()
		files.looked = time.Time{} // as if some seconds had gone by
		files.mu.Unlock()
		cert, err := source.TLSConfig().GetCertificate(&tls.ClientHelloInfo{})
		if err != nil {
			t.Fatal(err)
		}
		return cert.Leaf.DNSNames[0]
	}
	if got := name(); got != "first.lan" {
		t.Errorf("serves %s", got)
	}
	issue("second-name.lan")
	if got := name(); got != "second-name.lan" {
		t.Errorf("after the change serves %s", got)
	}
	if err := os.WriteFile(config.CertFile, []byte("half a certif"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := name(); got != "second-name.lan" {
		t.Errorf("with a broken file serves %s", got)
	}
	os.Remove(config.KeyFile)
	if got := name(); got != "second-name.lan" {
		t.Errorf("without a file serves %s", got)
	}
	issue("third-name-yet.lan")
	if got := name(); got != "third-name-yet.lan" {
		t.Errorf("after the repair serves %s", got)
	}
	if source.Authority() != nil || source.Check(time.Now()) != nil || source.Check(time.Now().Add(500*24*time.Hour)) == nil {
		t.Error("the dates are not looked at")
	}
}

func TestConfig(t *testing.T) {
	good := map[string]Config{
		"the default": Default(),
		"files":       {Mode: Files, CertFile: "a", KeyFile: "b"},
		"acme":        {Mode: ACME, Names: []string{"hop.example.vn"}, Email: "it@example.vn"},
		"off":         {Mode: Off},
		"own names":   {Mode: OwnCA, Names: []string{"phong-hop", "10.0.0.1", "fd00::1", "HOP.example.vn"}},
	}
	for name, c := range good {
		if err := c.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	bad := map[string]Config{
		"no mode":                 {},
		"an unknown mode":         {Mode: "magic"},
		"files without key":       {Mode: Files, CertFile: "a"},
		"acme without names":      {Mode: ACME},
		"acme for an address":     {Mode: ACME, Names: []string{"192.0.2.1"}},
		"acme for a bare name":    {Mode: ACME, Names: []string{"phong-hop"}},
		"acme over plain HTTP":    {Mode: ACME, Names: []string{"hop.example.vn"}, Directory: "http://x"},
		"a name with a wildcard":  {Mode: OwnCA, Names: []string{"*.example.vn"}},
		"a name with a path":      {Mode: OwnCA, Names: []string{"example.vn/x"}},
		"a name with diacritics":  {Mode: OwnCA, Names: []string{"phòng-họp.vn"}},
		"a name that is too long": {Mode: OwnCA, Names: []string{strings.Repeat("a", 64) + ".vn"}},
		"an empty name":           {Mode: OwnCA, Names: []string{""}},
	}
	for name, c := range bad {
		if err := c.Validate(); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if source, err := Open(Config{Mode: Off}, "", quiet); source != nil || err != nil {
		t.Errorf("%v %v", source, err)
	}
}

func TestLocalNames(t *testing.T) {
	names := localNames()
	for _, want := range []string{"localhost", "127.0.0.1", "::1"} {
		found := false
		for _, name := range names {
			found = found || name == want
		}
		if !found {
			t.Errorf("%v lacks %s", names, want)
		}
	}
	for _, name := range names {
		if net.ParseIP(name) == nil && !validHost(name) {
			t.Errorf("%q is no name", name)
		}
	}
}

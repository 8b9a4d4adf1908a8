package certs

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"text/template"
)

// Profile is the authority as an Apple configuration profile (.mobileconfig), which an iPad installs with fewer steps
// than a bare certificate. Its identifiers follow from the certificate: installing it twice is installing it once.
func Profile(root *x509.Certificate) []byte {
	sum := sha256.Sum256(root.Raw)
	uuid := func(salt byte) string {
		h := sha256.Sum256(append(sum[:], salt))
		h[6], h[8] = h[6]&0x0f|0x80, h[8]&0x3f|0x80 // version 8, RFC 9562
		s := strings.ToUpper(hex.EncodeToString(h[:16]))
		return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
	}
	var b strings.Builder
	err := profile.Execute(&b, map[string]string{
		"Name": root.Subject.CommonName, "ID": hex.EncodeToString(sum[:6]), "Outer": uuid(1), "Inner": uuid(2),
		"Data": base64.StdEncoding.EncodeToString(root.Raw),
	})
	if err != nil {
		panic(err) // a template of strings into memory
	}
	return []byte(b.String())
}

// The name comes from our own certificate, but passes through the data folder.
var profile = template.Must(template.New("profile").Funcs(template.FuncMap{"x": template.HTMLEscapeString}).Parse(
	`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>PayloadContent</key>
	<array>
		<dict>
			<key>PayloadCertificateFileName</key><string>dienhong-ca.crt</string>
			<key>PayloadContent</key><data>{{.Data}}</data>
			<key>PayloadDisplayName</key><string>{{x .Name}}</string>
			<key>PayloadIdentifier</key><string>vn.dienhong.ca.{{.ID}}.root</string>
			<key>PayloadType</key><string>com.apple.security.root</string>
			<key>PayloadUUID</key><string>{{.Inner}}</string>
			<key>PayloadVersion</key><integer>1</integer>
		</dict>
	</array>
	<key>PayloadDescription</key><string>Chứng thư gốc của máy chủ phòng họp Diên Hồng.</string>
	<key>PayloadDisplayName</key><string>{{x .Name}}</string>
	<key>PayloadIdentifier</key><string>vn.dienhong.ca.{{.ID}}</string>
	<key>PayloadRemovalDisallowed</key><false/>
	<key>PayloadType</key><string>Configuration</string>
	<key>PayloadUUID</key><string>{{.Outer}}</string>
	<key>PayloadVersion</key><integer>1</integer>
</dict>
</plist>
`))

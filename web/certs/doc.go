// Package certs gives a server its certificates: its own authority for a network without Internet, the operator's
// files, or an ACME authority.
//
// # The own authority
//
// Camera, microphone and service workers need a certificate that the device trusts; a warning clicked away is not
// enough on an iPad. So the server makes a root (ECDSA P-256, ten years) once, which is installed on the devices, and
// signs its own certificate with it, anew whenever a third of its life is left or the machine has another address.
//
// The root carries critical name constraints (RFC 5280 §4.2.1.10): the configured names, the machine's own name, the
// names that networks use among themselves (.local, .lan, .internal, .home.arpa) and private addresses. Whoever steals
// its key cannot pose as a bank or a mailbox before the devices that trust it. Apple's trustd, Windows, Chromium and
// Firefox all honour DNS and address constraints; both families of addresses are listed, for an address of a family
// without a permitted range is refused.
//
// # Invariants
//
//   - A private key is readable by the server's user alone (0600 in a folder 0700), and never leaves the machine.
//   - A server certificate lives at most 397 days, names its hosts as subject alternative names, and is for server
//     authentication alone: what Apple asks (support.apple.com/103769).
//   - Certificates begin a day early, for tablets whose clocks are behind.
//   - The root is never replaced silently: that would lock out every device. What it may not sign is said at the start.
package certs

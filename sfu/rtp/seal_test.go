package rtp

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"testing"

	pionrtp "github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

// material is keying material and the receiver that decrypts what the server's side seals with it.
func material(t testing.TB, p Profile) ([]byte, *srtp.Context) {
	t.Helper()
	m := make([]byte, p.KeyingSize())
	_, _ = rand.Read(m)
	salt := len(m)/2 - keySize
	c, err := srtp.CreateContext(m[keySize:2*keySize], m[len(m)-salt:], srtp.ProtectionProfile(p))
	if err != nil {
		t.Fatal(err)
	}
	return m, c
}

func TestWhatIsSealedIsOpened(t *testing.T) {
	for name, p := range map[string]Profile{"GCM": ProfileGCM128, "CM": ProfileCM80} {
		t.Run(name, func(t *testing.T) {
			m, receiver := material(t, p)
			s, err := NewServerSealer(p, m)
			if err != nil {
				t.Fatal(err)
			}
			var scratch SealScratch
			for _, index := range []uint64{65530, 65535, 65536, 65540, 90000, 115000, 2*65536 - 3, 2*65536 + 3} {
				h := pionrtp.Header{Version: 2, PayloadType: 96, SSRC: 0xCAFE, SequenceNumber: uint16(index), Timestamp: 77, Marker: true}
				if index%2 == 0 {
					_ = h.SetExtension(3, []byte{1, 2, 3})
				}
				head, _ := h.Marshal()
				payload := bytes.Repeat([]byte{byte(index), 7}, 300+int(index%9))
				dst := make([]byte, len(head)+len(payload)+MaxTag)
				copy(dst, head)
				n := s.Seal(&scratch, dst, len(head), payload, h.SSRC, index)
				got, err := receiver.DecryptRTP(nil, dst[:n], nil)
				if err != nil || !bytes.Equal(got, append(head, payload...)) {
					t.Fatalf("packet %d: %v", index, err)
				}
			}
		})
	}
}

func TestMaterialOfAWrongSize(t *testing.T) {
	for _, p := range []Profile{ProfileGCM128, ProfileCM80, 2} {
		if _, err := NewServerSealer(p, make([]byte, 10)); err == nil {
			t.Errorf("profile %d took ten bytes", p)
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	for _, p := range []Profile{ProfileGCM128, ProfileCM80} {
		b.Run(fmt.Sprintf("profile %d", p), func(b *testing.B) {
			m, _ := material(b, p)
			s, _ := NewServerSealer(p, m)
			var scratch SealScratch
			dst, payload := make([]byte, 1300), make([]byte, 1100)
			b.ReportAllocs()
			index := uint64(0)
			for b.Loop() {
				s.Seal(&scratch, dst, 20, payload, 1, index)
				index++
			}
		})
	}
}

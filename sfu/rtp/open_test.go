package rtp

import (
	"bytes"
	"slices"
	"testing"

	pionrtp "github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

func TestWhatASenderSealedIsOpened(t *testing.T) {
	m, _ := material(t, ProfileGCM128)
	sender, err := srtp.CreateContext(m[:keySize], m[2*keySize:2*keySize+gcmSalt], srtp.ProtectionProfileAeadAes128Gcm)
	if err != nil {
		t.Fatal(err)
	}
	o, err := NewClientOpener(ProfileGCM128, m)
	if err != nil {
		t.Fatal(err)
	}
	var scratch SealScratch
	var numbers Unwrapper
	if _, ok := numbers.Guess(7); ok {
		t.Error("a number is guessed before the first")
	}
	dst := make([]byte, 1500)
	for i := range 200000 {
		if i > 3 && i%101 != 0 {
			continue // lost on the way: the epoch must be kept all the same
		}
		h := pionrtp.Header{Version: 2, PayloadType: 96, SSRC: 0xCAFE, SequenceNumber: uint16(65000 + i), CSRC: make([]uint32, i%3)}
		if i%2 == 0 {
			_ = h.SetExtension(3, []byte{1, 2, 3})
		}
		head, _ := h.Marshal()
		plain := slices.Concat(head, bytes.Repeat([]byte{byte(i)}, i%700))
		sealed, err := sender.EncryptRTP(nil, plain, nil)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			numbers.Unwrap(h.SequenceNumber)
		}
		extended, ok := numbers.Guess(h.SequenceNumber)
		if n, opened := o.Open(&scratch, dst, sealed, extended); !ok || !opened || !bytes.Equal(dst[:n], plain) {
			t.Fatalf("packet %d is not opened", i)
		}
		if got := numbers.Unwrap(h.SequenceNumber); got != extended {
			t.Fatalf("packet %d was guessed %d and is %d", i, extended, got)
		}
		sealed[len(sealed)-1-i%16] ^= 1
		if _, opened := o.Open(&scratch, dst, sealed, extended); opened {
			t.Fatalf("packet %d is opened although it was changed", i)
		}
	}
}

func TestWhatCannotBeOpened(t *testing.T) {
	m, _ := material(t, ProfileGCM128)
	o, _ := NewClientOpener(ProfileGCM128, m)
	var scratch SealScratch
	dst := make([]byte, 1500)
	for name, b := range map[string][]byte{
		"nothing": {}, "a piece of a header": {0x80, 1, 2}, "no room for a tag": make([]byte, 20),
		"sources cut short": append([]byte{0x8F}, make([]byte, 20)...), "an extension cut short": append([]byte{0x90}, make([]byte, 12)...),
		"a long extension": append([]byte{0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xBE, 0xDE, 0xFF, 0xFF}, make([]byte, 100)...),
	} {
		if _, ok := o.Open(&scratch, dst, b, firstEpoch); ok {
			t.Errorf("%s is opened", name)
		}
	}
	if _, err := NewClientOpener(ProfileCM80, make([]byte, ProfileCM80.KeyingSize())); err == nil {
		t.Error("an unknown profile is opened")
	}
	if _, err := NewClientOpener(ProfileGCM128, m[1:]); err == nil {
		t.Error("material of a wrong size is taken")
	}
}

func TestARetransmissionIsTheOriginalAgain(t *testing.T) {
	original := pionrtp.Packet{Header: pionrtp.Header{
		Version: 2, PayloadType: 96, SSRC: 0xCAFE, SequenceNumber: 65535, Timestamp: 77, Marker: true,
	}, Payload: []byte("what was lost")}
	_ = original.SetExtension(3, []byte{1, 2, 3})
	want, _ := original.Marshal()
	again := original
	again.PayloadType, again.SSRC, again.SequenceNumber = 97, 0xBEEF, 4
	again.Payload = append([]byte{0xFF, 0xFF}, original.Payload...)
	got, _ := again.Marshal()
	if n := Original(got, 0xCAFE, 96); !bytes.Equal(got[:n], want) {
		t.Errorf("got %x, want %x", got[:n], want)
	}
	probe := pionrtp.Packet{Header: pionrtp.Header{Version: 2, PayloadType: 97, SSRC: 0xBEEF, Padding: true}, PaddingSize: 100}
	b, _ := probe.Marshal()
	for name, b := range map[string][]byte{"a probe": b, "a number cut short": append(make([]byte, 0, 13), append([]byte{0x80}, make([]byte, 12)...)...), "nothing": {}} {
		if n := Original(b, 0xCAFE, 96); n != 0 {
			t.Errorf("%s repeats %d bytes", name, n)
		}
	}
}

func FuzzOpen(f *testing.F) {
	m := make([]byte, ProfileGCM128.KeyingSize())
	o, _ := NewClientOpener(ProfileGCM128, m)
	f.Add([]byte{0x90, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0xBE, 0xDE, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9}, uint64(firstEpoch))
	f.Fuzz(func(t *testing.T, b []byte, extended uint64) {
		var scratch SealScratch
		if n, ok := o.Open(&scratch, make([]byte, len(b)), b, extended); ok && n > len(b) {
			t.Fatal("longer than it was sealed")
		}
		if n := Original(b, 1, 96); n > max(len(b)-2, 0) {
			t.Fatal("longer than it was sent again")
		}
	})
}

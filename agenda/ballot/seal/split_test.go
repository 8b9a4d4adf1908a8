package seal_test

import (
	"bytes"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"dienhong/agenda/ballot/seal"
)

// shared splits a new key among n tellers, and opens every share.
func shared(t testing.TB, threshold, n int) (seal.Key, [][]byte) {
	t.Helper()
	key, info := newKey(t), seal.Info("m", "b", "00")
	holders := make([]seal.Key, n)
	publics := make([][]byte, n)
	for i := range holders {
		holders[i] = newKey(t)
		publics[i] = holders[i].Public()
	}
	sealed, err := seal.Split(key, threshold, publics, info)
	if err != nil {
		t.Fatal(err)
	}
	shares := make([][]byte, n)
	for i := range sealed {
		if shares[i], err = holders[i].Open(info, nil, sealed[i]); err != nil || len(shares[i]) != seal.ShareSize {
			t.Fatalf("share %d is %d bytes, %v", i, len(shares[i]), err)
		}
		if _, err := holders[(i+1)%n].Open(info, nil, sealed[i]); err == nil {
			t.Fatalf("the share of teller %d opens for the next", i)
		}
	}
	return key, shares
}

func TestThresholdOpensAndFewerDoNot(t *testing.T) {
	for _, size := range [][2]int{{2, 2}, {2, 3}, {3, 3}, {3, 5}, {5, 5}, {5, 9}, {9, 9}} {
		t.Run(fmt.Sprintf("%d of %d", size[0], size[1]), func(t *testing.T) {
			key, shares := shared(t, size[0], size[1])
			for set := range 1 << len(shares) {
				var some [][]byte
				for i, share := range shares {
					if set>>i&1 == 1 {
						some = append([][]byte{share}, some...)
					}
				}
				got, err := seal.Combine(some)
				if len(some) < size[0] {
					wantCode(t, err, seal.ErrShares)
					continue
				}
				if err != nil || !bytes.Equal(got.Bytes(), key.Bytes()) {
					t.Fatalf("shares %b: %v", set, err)
				}
			}
		})
	}
}

func TestFalseShares(t *testing.T) {
	key, shares := shared(t, 3, 5)
	_, foreign := shared(t, 3, 5)
	changed := func(share []byte, at int) []byte {
		share = bytes.Clone(share)
		share[at] ^= 1
		return share
	}
	tests := []struct {
		name   string
		shares [][]byte
		opens  bool
	}{
		{"a false one beside enough right ones", [][]byte{changed(shares[0], 10), shares[1], shares[2], shares[3]}, true},
		{"a false one among just enough", [][]byte{changed(shares[0], 10), shares[1], shares[2]}, false},
		{"one of another key beside enough", [][]byte{foreign[0], foreign[1], foreign[2], shares[0], shares[1], shares[2], shares[3]}, true},
		{"one of another key among just enough", [][]byte{foreign[0], shares[1], shares[2]}, false},
		{"the same one three times", [][]byte{shares[0], shares[0], shares[0]}, false},
		{"one number twice", [][]byte{shares[0], changed(shares[0], 10), shares[1]}, false},
		{"number 0", [][]byte{changed(shares[0], 2), shares[1], shares[2]}, false},
		{"another threshold", [][]byte{changed(shares[0], 1), changed(shares[1], 1), shares[2]}, false},
		{"another version", [][]byte{changed(shares[0], 0), shares[1], shares[2]}, false},
		{"cut short", [][]byte{shares[0][1:], shares[1], shares[2]}, false},
		{"none", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := seal.CombineFor(key.Public(), tt.shares)
			if tt.opens {
				if err != nil || !bytes.Equal(got.Bytes(), key.Bytes()) {
					t.Fatal(err)
				}
				return
			}
			wantCode(t, err, seal.ErrShares)
		})
	}
	if got, err := seal.Combine(append(foreign[:3:3], shares[:4]...)); err != nil || !bytes.Equal(got.Public(), key.Public()) {
		t.Errorf("the larger part of the shares did not win: %v", err)
	}
}

func TestSplitRefuses(t *testing.T) {
	key := newKey(t)
	ten := make([][]byte, 10)
	for i := range ten {
		ten[i] = key.Public()
	}
	for _, size := range [][2]int{{0, 3}, {1, 3}, {4, 3}, {2, 0}, {2, 10}, {-1, 3}} {
		_, err := seal.Split(key, size[0], ten[:size[1]], nil)
		wantCode(t, err, seal.ErrThreshold)
	}
	_, err := seal.Split(key, 2, [][]byte{key.Public(), {1, 2, 3}}, nil)
	wantCode(t, err, seal.ErrKey)
	_, err = seal.Split(seal.Key{}, 2, ten[:3], nil)
	wantCode(t, err, seal.ErrKey)
}

// One share fewer than needed fits every secret: each byte of a share is uniform whatever the key is.
func TestSharesOfOneKeyDiffer(t *testing.T) {
	key := newKey(t)
	seen := map[string]bool{}
	holder := newKey(t)
	for range 50 {
		sealed, err := seal.Split(key, 2, [][]byte{holder.Public(), holder.Public()}, nil)
		if err != nil {
			t.Fatal(err)
		}
		share, err := holder.Open(nil, nil, sealed[0])
		if err != nil || seen[string(share)] {
			t.Fatalf("a share came twice, or did not open: %v", err)
		}
		seen[string(share)] = true
	}
}

func TestCombineAnySet(t *testing.T) {
	key, shares := shared(t, 4, 9)
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.Permutation(shares).Draw(t, "order")[:rapid.IntRange(0, 9).Draw(t, "shares")]
		got, err := seal.Combine(some)
		if (err == nil) != (len(some) >= 4) || err == nil && !bytes.Equal(got.Bytes(), key.Bytes()) {
			t.Fatalf("%d shares: %v", len(some), err)
		}
	})
}

func FuzzCombine(f *testing.F) {
	key, shares := shared(f, 2, 3)
	f.Add(shares[0], shares[1], shares[2])
	f.Add(shares[0], shares[0], []byte{})
	f.Fuzz(func(t *testing.T, a, b, c []byte) {
		if got, err := seal.CombineFor(key.Public(), [][]byte{a, b, c}); err == nil && !bytes.Equal(got.Bytes(), key.Bytes()) {
			t.Fatal("another key for the same public one")
		}
		_, _ = seal.Combine([][]byte{a, b, c}) // must not panic
	})
}

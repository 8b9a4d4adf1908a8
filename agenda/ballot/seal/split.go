package seal

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"fmt"
	"slices"
)

// MaxHolders of one split key.
const MaxHolders = 9

// A share in the clear: version, threshold, its number from 1, one byte for each of the key, and the public key by which
// Combine knows that it has the right one.
const (
	shareVersion = 1
	shareHead    = 3
	ShareSize    = shareHead + KeySize + PublicSize
)

// Split divides the key among holders by Shamir's scheme over GF(2^8): any threshold of them make it again, fewer learn
// nothing. Each share is sealed to a holder's public key under info, with no additional data, in the order of holders;
// what the holder opens is ShareSize bytes for Combine. 2 to MaxHolders may hold, 2 or more of them open; anything else
// is ErrThreshold, and a holder's key that is none ErrKey.
func Split(k Key, threshold int, holders [][]byte, info []byte) ([][]byte, error) {
	if threshold < 2 || threshold > len(holders) || len(holders) > MaxHolders {
		return nil, fmt.Errorf("split key: %w", ErrThreshold)
	}
	secret := k.Bytes()
	if len(secret) != KeySize {
		return nil, fmt.Errorf("split key: %w", ErrKey)
	}
	defer clear(secret)
	coefficients := make([]byte, threshold*KeySize) // of the lowest degree first; the secret is that of degree 0
	defer clear(coefficients)
	copy(coefficients, secret)
	rand.Read(coefficients[KeySize:]) // never fails
	sealed := make([][]byte, len(holders))
	for i, holder := range holders {
		share := []byte{shareVersion, byte(threshold), byte(i + 1)}
		for at := range KeySize {
			var y byte
			for degree := threshold - 1; degree >= 0; degree-- {
				y = multiply(y, byte(i+1)) ^ coefficients[degree*KeySize+at]
			}
			share = append(share, y)
		}
		share = append(share, k.Public()...)
		var err error
		sealed[i], err = Seal(holder, info, nil, share)
		clear(share)
		if err != nil {
			return nil, fmt.Errorf("split key: holder %d: %w", i+1, err)
		}
	}
	return sealed, nil
}

// Combine makes the key from shares in any order. More shares than are needed may be given: false ones among them do no
// harm as long as enough right ones are there. It fails with ErrShares.
//
// The key belongs to the public key that the shares name. Where holders are not trusted, CombineFor asks for the round's.
func Combine(shares [][]byte) (Key, error) {
	var publics [][]byte
	count := map[string]int{}
	for _, share := range shares {
		if len(share) == ShareSize {
			public := share[shareHead+KeySize:]
			if count[string(public)]++; count[string(public)] == 1 {
				publics = append(publics, public)
			}
		}
	}
	slices.SortStableFunc(publics, func(a, b []byte) int { return cmp.Compare(count[string(b)], count[string(a)]) })
	for _, public := range publics {
		if key, err := CombineFor(public, shares); err == nil {
			return key, nil
		}
	}
	return Key{}, fmt.Errorf("combine key: %w", ErrShares)
}

// CombineFor makes the key of public from shares in any order, and looks at no others. It fails with ErrShares.
func CombineFor(public []byte, shares [][]byte) (Key, error) {
	byThreshold := map[byte][][]byte{}
	for _, share := range shares {
		if len(share) != ShareSize || share[0] != shareVersion || share[2] == 0 || !bytes.Equal(share[shareHead+KeySize:], public) {
			continue
		}
		same := func(other []byte) bool { return bytes.Equal(other, share) }
		threshold := share[1]
		if threshold < 2 || threshold > MaxHolders || slices.ContainsFunc(byThreshold[threshold], same) {
			continue
		}
		if byThreshold[threshold] = append(byThreshold[threshold], share); len(byThreshold[threshold]) > 2*MaxHolders {
			return Key{}, fmt.Errorf("combine key: %w", ErrShares)
		}
	}
	for threshold := byte(2); threshold <= MaxHolders; threshold++ {
		if key, found := choose(public, byThreshold[threshold], nil, int(threshold)); found {
			return key, nil
		}
	}
	return Key{}, fmt.Errorf("combine key: %w", ErrShares)
}

// choose tries every set of so many shares until one makes the key.
func choose(public []byte, shares, chosen [][]byte, threshold int) (Key, bool) {
	if len(chosen) == threshold {
		key, err := interpolate(chosen)
		return key, err == nil && bytes.Equal(key.Public(), public)
	}
	for i, share := range shares {
		if len(shares)-i < threshold-len(chosen) {
			break
		}
		sameNumber := func(other []byte) bool { return other[2] == share[2] }
		if slices.ContainsFunc(chosen, sameNumber) {
			continue
		}
		if key, found := choose(public, shares[i+1:], append(slices.Clone(chosen), share), threshold); found {
			return key, true
		}
	}
	return Key{}, false
}

// interpolate takes the polynomials through the shares at 0.
func interpolate(shares [][]byte) (Key, error) {
	secret := make([]byte, KeySize)
	defer clear(secret)
	for i, share := range shares {
		weight := byte(1)
		for j, other := range shares {
			if i != j {
				weight = multiply(weight, multiply(other[2], invert(other[2]^share[2])))
			}
		}
		for at := range secret {
			secret[at] ^= multiply(weight, share[shareHead+at])
		}
	}
	return ParseKey(secret)
}

// multiply in GF(2^8) modulo x^8+x^4+x^3+x+1, in the same time and with the same accesses whatever a and b are.
func multiply(a, b byte) byte {
	var product byte
	for bit := range 8 {
		product ^= a & -(b >> bit & 1)
		a = a<<1 ^ 0x1b&-(a>>7)
	}
	return product
}

// invert returns a^254, which is 1/a, and 0 of 0.
func invert(a byte) byte {
	power, result := a, byte(1)
	for range 7 { // 254 = 2+4+…+128
		power = multiply(power, power)
		result = multiply(result, power)
	}
	return result
}

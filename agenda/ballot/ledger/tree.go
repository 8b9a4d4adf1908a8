package ledger

import (
	"crypto/sha256"
	"fmt"
	"math/bits"
)

// HashSize of a node in bytes.
const HashSize = sha256.Size

// Edge is the right edge of the tree: what is needed to append. It is small, a hash for each bit of the size. The zero
// Edge is that of an empty log.
type Edge struct {
	// Size is the number of leaves.
	Size int64 `json:"size"`
	// Nodes are the roots of the full subtrees, the largest first: one for every bit that is set in Size.
	Nodes [][]byte `json:"nodes,omitempty"`
}

// Append adds a leaf. Copies of the edge keep what they had: an assignment is a copy that is enough.
func (e *Edge) Append(leaf []byte) {
	hash := leafHash(leaf)
	rest := e.Nodes
	for size := e.Size; size&1 == 1 && len(rest) > 0; size >>= 1 {
		hash = nodeHash(rest[len(rest)-1], hash)
		rest = rest[:len(rest)-1]
	}
	nodes := make([][]byte, 0, len(rest)+1)
	e.Nodes = append(append(nodes, rest...), hash)
	e.Size++
}

// Root returns the hash of the whole tree.
func (e Edge) Root() [HashSize]byte {
	if len(e.Nodes) == 0 {
		return sha256.Sum256(nil)
	}
	root := e.Nodes[len(e.Nodes)-1]
	for i := len(e.Nodes) - 2; i >= 0; i-- {
		root = nodeHash(e.Nodes[i], root)
	}
	var hash [HashSize]byte
	copy(hash[:], root)
	return hash
}

// Check reports with ErrEdge whether an edge that was read from somewhere can be one.
func (e Edge) Check() error {
	if e.Size < 0 || bits.OnesCount64(uint64(e.Size)) != len(e.Nodes) {
		return ErrEdge
	}
	for _, node := range e.Nodes {
		if len(node) != HashSize {
			return ErrEdge
		}
	}
	return nil
}

func leafHash(leaf []byte) []byte {
	h := sha256.New()
	h.Write([]byte{0})
	h.Write(leaf)
	return h.Sum(nil)
}

func nodeHash(left, right []byte) []byte {
	h := sha256.New()
	h.Write([]byte{1})
	h.Write(left)
	h.Write(right)
	return h.Sum(nil)
}

// Proof leads from one leaf to the root of a log of a certain size (RFC 6962, section 2.1.1): a voter's receipt holds
// one, and a checkpoint the root.
type Proof struct {
	N    int64 `json:"n"`
	Size int64 `json:"size"`
	// Path are the hashes beside the way, from the leaf up.
	Path [][]byte `json:"path,omitempty"`
}

// Prove makes the proof of leaf n among leaves. It fails with ErrProof when there is no such leaf.
func Prove(leaves [][]byte, n int64) (Proof, error) {
	if n < 0 || n >= int64(len(leaves)) {
		return Proof{}, fmt.Errorf("prove act %d of %d: %w", n, len(leaves), ErrProof)
	}
	proof := Proof{N: n, Size: int64(len(leaves))}
	proof.Path = path(leaves, n)
	return proof, nil
}

// half is the largest power of two below n, n > 1: where a tree of n leaves parts.
func half(n int64) int64 { return 1 << (bits.Len64(uint64(n-1)) - 1) }

func path(leaves [][]byte, n int64) [][]byte {
	if len(leaves) <= 1 {
		return nil
	}
	k := half(int64(len(leaves)))
	if n < k {
		return append(path(leaves[:k], n), root(leaves[k:]))
	}
	return append(path(leaves[k:], n-k), root(leaves[:k]))
}

func root(leaves [][]byte) []byte {
	var e Edge
	for _, leaf := range leaves {
		e.Append(leaf)
	}
	hash := e.Root()
	return hash[:]
}

// Check reports with ErrProof whether leaf is where the proof says in the log with this root.
func (p Proof) Check(leaf []byte, root [HashSize]byte) error {
	if p.N < 0 || p.N >= p.Size || len(p.Path) > 63 {
		return ErrProof
	}
	hash, at, last := leafHash(leaf), p.N, p.Size-1
	for _, beside := range p.Path {
		if last == 0 || len(beside) != HashSize {
			return ErrProof
		}
		if at&1 == 1 || at == last {
			hash = nodeHash(beside, hash)
			for at&1 == 0 { // levels on which nothing stands to the right
				at, last = at>>1, last>>1
			}
		} else {
			hash = nodeHash(hash, beside)
		}
		at, last = at>>1, last>>1
	}
	if last != 0 || [HashSize]byte(hash) != root {
		return ErrProof
	}
	return nil
}

// Consistency proves to whoever kept the root of the first leaves that they are still the first (RFC 6962, section 2.1.2).
// It fails with ErrProof unless 0 < first ≤ len(leaves).
func Consistency(leaves [][]byte, first int64) ([][]byte, error) {
	if first <= 0 || first > int64(len(leaves)) {
		return nil, fmt.Errorf("prove the first %d of %d acts: %w", first, len(leaves), ErrProof)
	}
	return beside(leaves, first, true), nil
}

// beside are the roots from which those of the first leaves and of all follow; known is that of the first, where they are
// one full subtree of the whole.
func beside(leaves [][]byte, first int64, known bool) [][]byte {
	n := int64(len(leaves))
	switch {
	case first == n && known:
		return nil
	case first == n:
		return [][]byte{root(leaves)}
	}
	k := half(n)
	if first <= k {
		return append(beside(leaves[:k], first, known), root(leaves[k:]))
	}
	return append(beside(leaves[k:], first-k, false), root(leaves[:k]))
}

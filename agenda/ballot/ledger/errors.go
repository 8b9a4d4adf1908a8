package ledger

// Error is a refusal with a stable code; edges translate the code for the user.
type Error struct{ code, text string }

// Error describes the refusal for a log.
func (e *Error) Error() string { return e.text }

// Code is stable across versions.
func (e *Error) Code() string { return e.code }

// What can be wrong with a log.
var (
	// ErrAct: the act's kind is unknown, or it does not carry the content of its kind and no other.
	ErrAct = &Error{"ledger_act", "the act does not carry what its kind asks for"}
	// ErrEdge: the edge has not the hashes that its size needs.
	ErrEdge = &Error{"ledger_edge", "the edge of the log is damaged"}
	// ErrProof: the leaf is not where the proof says, or the proof is not of this root.
	ErrProof = &Error{"ledger_proof", "the proof does not lead from the act to the checkpoint"}
	// ErrSigner: a name with spaces or plus signs, or a seed of another length.
	ErrSigner = &Error{"ledger_signer", "not a name and seed to sign with"}
)

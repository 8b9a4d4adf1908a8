package ballot

// Marks is what a voter wrote on a sheet: for yes and no the chosen one with 1; for Choose and Elect every ticked option
// with 1; for Approve every entry with 1 (yes), -1 (no) or 0 (abstain); for Score every entry with its points. No marks
// at all is a blank sheet, which only the listed forms have.
type Marks map[Choice]int64

// Mark returns the marks of one chosen option.
func Mark(c Choice) Marks { return Marks{c: 1} }

// Paper is a ballot as it is counted: without person, time and order.
type Paper struct {
	// ID is random in a secret round, and empty otherwise.
	ID    string `json:"id,omitempty"`
	Marks Marks  `json:"marks,omitempty"`
	// Weight is 1 when heads are counted, and micro-units when weights are.
	Weight int64 `json:"weight"`
	// Invalid marks a paper that could not be read; it has no marks.
	Invalid bool `json:"invalid,omitempty"`
}

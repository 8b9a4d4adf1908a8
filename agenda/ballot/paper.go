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

// Elector is one right to vote, frozen at opening.
type Elector struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	// Weight in micro-units: a head is 1,000,000.
	Weight int64 `json:"weight"`
	// Caster is whoever may cast it: the person, or one proxy.
	Caster string `json:"caster"`
	// Present tells that the elector, or the proxy, had checked in at opening.
	Present bool `json:"present,omitempty"`
}

// Head is the weight of one person who has no other.
const Head int64 = 1_000_000

// HandCount is what tellers counted of paper or hands. Issued = Σ papers returned + not returned.
type HandCount struct {
	Issued   int64 `json:"issued"`
	Returned int64 `json:"returned"`
	// Spoiled papers were exchanged for fresh ones before the count; they count as neither issued nor returned.
	Spoiled int64 `json:"spoiled"`
	Invalid int64 `json:"invalid"`
	Blank   int64 `json:"blank"`
	// Counts of each option; for Approve the votes in favour, with Against and Abstained beside them.
	Counts    map[Choice]int64 `json:"counts"`
	Against   map[Choice]int64 `json:"against,omitempty"`
	Abstained map[Choice]int64 `json:"abstained,omitempty"`
}

package ballot

import (
	"fmt"
	"math/big"
)

// Warning is something that a chair is told before acting; it forbids nothing.
type Warning string

// The warnings of a sealed round: so few electors, such an outcome or such a weight that who chose what can be guessed.
const (
	FewElectors     Warning = "few_electors"
	OneWeight       Warning = "one_weight"
	NearlyUnanimous Warning = "nearly_unanimous"
)

// fewElectors is how many a secret takes at least.
const fewElectors = 5

// Guard returns the warnings of a sealed round before it is opened, and with its tally before that is declared.
func Guard(q Question, electors []Elector, t *Tally) []Warning {
	if !q.Secrecy.Sealed() {
		return nil
	}
	var warnings []Warning
	if len(electors) < fewElectors {
		warnings = append(warnings, FewElectors)
	}
	alone := int64(1)
	if q.Rule.ByWeight {
		bearers := map[int64]int{}
		alone = 0
		for _, v := range electors {
			bearers[v.Weight]++
			alone = max(alone, v.Weight)
		}
		for _, n := range bearers {
			if n == 1 {
				warnings = append(warnings, OneWeight)
				break
			}
		}
	}
	if t != nil && t.nearlyAlike(alone) {
		warnings = append(warnings, NearlyUnanimous)
	}
	return warnings
}

// nearlyAlike reports whether all who cast, but for at most one ballot of weight alone, did the same with some option.
func (t *Tally) nearlyAlike(alone int64) bool {
	if t.Cast == 0 || t.Outcome == Ranked {
		return false
	}
	for _, counts := range []map[Choice]int64{t.Counts, t.Against, t.Abstained} {
		for _, n := range counts {
			if n > 0 && n >= t.Cast-alone {
				return true
			}
		}
	}
	return false
}

// Percent is n of base in hundredths of a percent, half up, as the language writes it: "46,67 %" in "vi", "46.67 %" in
// "en", and a dash where there is no base. N is at least 0. It is for display and decides nothing.
func Percent(n, base int64, lang string) string {
	if base <= 0 {
		return "–"
	}
	hundredths := new(big.Int).Mul(big.NewInt(n), big.NewInt(20_000))
	hundredths.Add(hundredths, big.NewInt(base))
	hundredths.Quo(hundredths, new(big.Int).Mul(big.NewInt(base), big.NewInt(2)))
	whole, part := new(big.Int).QuoRem(hundredths, big.NewInt(100), new(big.Int))
	comma := ","
	if lang == "en" {
		comma = "."
	}
	return fmt.Sprintf("%d%s%02d %%", whole, comma, part)
}

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode"

	"dienhong/agenda/audit"
)

// runVerify recounts an exported meeting: on any machine, without a server, a data folder or a network.
func runVerify(_ context.Context, args []string, out, errs io.Writer) error {
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	flags.SetOutput(errs)
	key := flags.String("key", "", "the server's verifier `key`, as it was told another way than by the file")
	checkpoints := flags.String("checkpoint", "", "`file` with checkpoints that were kept: from a wall, a site, the record")
	lang := flags.String("lang", "vi", "`language`, vi or en")
	names, err := parseMixed(flags, args)
	if err != nil {
		return flagError(err)
	}
	if len(names) != 1 || *lang != "vi" && *lang != "en" {
		return usageError{"verify: name the file with the votes of a meeting, such as bieu-quyet.zip, and -lang vi or en"}
	}
	report, err := verifyFile(names[0], *key, *checkpoints)
	if err != nil {
		return err
	}
	p := verdict{report, *lang, out}
	p.print()
	if !report.Pass() {
		return errVerdict
	}
	return nil
}

var errVerdict = errors.New("verify: FAIL")

// parseMixed takes flags before and after the names.
func parseMixed(flags *flag.FlagSet, args []string) (names []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			return names, nil
		}
		names, args = append(names, flags.Arg(0)), flags.Args()[1:]
	}
}

// maxKept is the largest file of checkpoints: thousands of them.
const maxKept = 1 << 20

func verifyFile(name, key, checkpoints string) (*audit.Report, error) {
	o := audit.Options{Key: key}
	if checkpoints != "" {
		file, err := os.Open(checkpoints)
		if err != nil {
			return nil, fmt.Errorf("verify: %w", err)
		}
		defer file.Close()
		kept, err := io.ReadAll(io.LimitReader(file, maxKept))
		if err != nil {
			return nil, fmt.Errorf("verify: %w", err)
		}
		if strings.TrimSpace(string(kept)) == "" {
			return nil, fmt.Errorf("verify: %s: %w", checkpoints, audit.ErrCheckpoint)
		}
		o.Checkpoints = string(kept)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("verify: %s: %w", name, audit.ErrNotExport)
	}
	return audit.Verify(file, info.Size(), o)
}

// verdict prints a report.
type verdict struct {
	*audit.Report
	lang string
	out  io.Writer
}

// say picks the language.
func (v verdict) say(vi, en string) string {
	if v.lang == "vi" {
		return vi
	}
	return en
}

func (v verdict) term(word string) string { return shown(audit.Term(v.lang, word), 80) }

// pass is the verdict's own word, the same in every language and for every program that looks for it.
func pass(is bool) string {
	if is {
		return "PASS"
	}
	return "FAIL"
}

func (v verdict) print() {
	v.head()
	v.table()
	for i, round := range v.put() {
		v.round(i+1, round)
	}
	if !v.Report.Faults.None() {
		fmt.Fprintf(v.out, "\n%s\n", v.say("Toàn bộ nhật ký", "The log as a whole"))
		v.faults(v.Report.Faults)
	}
	failing := []string{}
	for i, round := range v.put() {
		if !round.Pass() {
			failing = append(failing, strconv.Itoa(i+1))
		}
	}
	switch {
	case v.Pass():
		fmt.Fprintf(v.out, "\nPASS  %s\n", v.say("Nhật ký nguyên vẹn, mọi kết quả đều được kiểm lại đúng.", "The log is whole and every result is right."))
	case len(failing) > 0:
		fmt.Fprintf(v.out, "\nFAIL  %s %s\n", v.say("Lượt không đạt:", "Rounds that fail:"), strings.Join(failing, ", "))
	default:
		fmt.Fprintf(v.out, "\nFAIL  %s\n", v.say("Nhật ký không đáng tin, dù từng lượt tự khớp với nó.", "The log cannot be trusted, though every round agrees with it."))
	}
}

// put are the rounds that are shown: not those that were dropped before they were put, unless something is wrong with one.
func (v verdict) put() []*audit.Round {
	return slices.DeleteFunc(slices.Clone(v.Rounds), func(r *audit.Round) bool { return r.State == "discarded" && r.Pass() })
}

func (v verdict) head() {
	fmt.Fprintf(v.out, "%s\n", v.say("KIỂM LẠI NHẬT KÝ BIỂU QUYẾT", "RECOUNT OF THE LOG OF VOTES"))
	lines := tabwriter.NewWriter(v.out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(lines, "%s\t%s\n", v.say("Cuộc họp", "Meeting"), shown(v.Title, 100))
	if v.Body != "" {
		fmt.Fprintf(lines, "\t%s\n", shown(v.Body, 100))
	}
	fmt.Fprintf(lines, "%s\t%s\n", v.say("Mã cuộc họp", "Id"), shown(v.Meeting, 100))
	fmt.Fprintf(lines, "%s\t%s\n", v.say("Tệp lập lúc", "Exported"), v.Exported.UTC().Format("2006-01-02 15:04:05 UTC"))
	fmt.Fprintf(lines, "%s\t%s\n", v.say("Khóa kiểm tra", "Key"), shown(v.Verifier, 200))
	if v.Fingerprint != "" {
		fmt.Fprintf(lines, "%s\t%s\n", v.say("Dấu vân tay khóa", "Fingerprint"), v.Fingerprint)
	}
	if !v.Trusted {
		fmt.Fprintf(lines, "\t%s\n", v.say("lấy trong chính tệp này, không có khóa nào đưa từ nơi khác: hãy đối chiếu dấu vân tay với biên bản in, hoặc dùng -key",
			"taken from the file itself, and none was given from elsewhere: compare the fingerprint with the printed record, or use -key"))
	}
	fmt.Fprintf(lines, "%s\t%d\n", v.say("Số bản ghi", "Acts"), v.Acts)
	fmt.Fprintf(lines, "%s\t%s\n", v.say("Mã băm gốc", "Root hash"), v.Root)
	fmt.Fprintf(lines, "%s\t%s\n", v.say("Điểm chốt", "Checkpoints"), fmt.Sprintf(v.say("%d đúng, trong đó %d do bên ngoài giữ", "%d right, %d of them kept elsewhere"), v.Checkpoints, v.Kept))
	_ = lines.Flush() // as with every print: nobody is left to tell
}

func (v verdict) table() {
	fmt.Fprintln(v.out)
	table := tabwriter.NewWriter(v.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, v.say("KIỂM\tTT\tNỘI DUNG\tLƯỢT\tCÓ QUYỀN\tTHAM GIA\tCƠ SỞ\tCẦN\tKẾT QUẢ", "CHECK\tNO.\tQUESTION\tROUND\tELECTORS\tCAST\tBASE\tNEEDED\tRESULT"))
	for i, round := range v.put() {
		cast, base, needed, result := "–", "–", "–", v.term(round.State)
		if t := round.Counted; t != nil {
			cast, base, needed, result = v.size(round, t.Cast), v.size(round, t.Base), v.size(round, t.Needed), v.term(t.Outcome)
			if round.State == "void" {
				result = v.term(round.State)
			}
		}
		fmt.Fprintf(table, "%s\t%d\t%s\t%d\t%d\t%s\t%s\t%s\t%s\n", pass(round.Pass()), i+1, shown(round.Text, 40), round.Number, round.Electors, cast, base, needed, result)
	}
	_ = table.Flush()
}

// size is a figure in the unit of the round's rule: heads, or weights with their decimals.
func (v verdict) size(r *audit.Round, n int64) string {
	if !r.Rule.ByWeight {
		return strconv.FormatInt(n, 10)
	}
	text := strings.TrimRight(fmt.Sprintf("%d.%06d", n/1_000_000, n%1_000_000), "0")
	text = strings.TrimSuffix(text, ".")
	if v.lang == "vi" {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

func (v verdict) round(n int, r *audit.Round) {
	fmt.Fprintf(v.out, "\n%s  %d. %s\n", pass(r.Pass()), n, shown(r.Text, 200))
	fmt.Fprintf(v.out, "      %s %s · %s, %s, %s · %s\n", v.say("mã", "id"), shown(r.Ballot, 40), v.term(r.Form), v.term(r.Secrecy), v.term(r.Method), v.term(r.State))
	if r.Supersedes+r.Follows != "" {
		fmt.Fprintf(v.out, "      %s %s\n", v.say("tiếp theo lượt", "after round"), shown(r.Supersedes+r.Follows, 40))
	}
	if r.Reason != "" {
		fmt.Fprintf(v.out, "      %s: %s\n", v.say("lý do hủy", "voided"), shown(r.Reason, 200))
	}
	if r.Hash != "" {
		fmt.Fprintf(v.out, "      %s %s\n", v.say("mã kiểm tra nội dung", "frozen hash"), r.Hash)
	}
	if r.Accepted+r.Late > 0 {
		fmt.Fprintf(v.out, "      "+v.say("phiếu đã nhận %d = tính %d + bị thay %d; đến muộn, không nhận %d\n", "accepted %d = counted %d + replaced %d; late, refused %d\n"),
			r.Accepted, r.Accepted-r.Replaced, r.Replaced, r.Late)
	}
	if r.Counted != nil {
		v.figures(r, r.Counted)
	}
	v.faults(r.Faults)
}

// figures are those that were counted here.
func (v verdict) figures(r *audit.Round, t *audit.Tally) {
	for _, o := range r.Options {
		title := v.term(o.ID)
		if o.Title != "" {
			title = shown(o.Title, 80)
		}
		fmt.Fprintf(v.out, "      %s: %s", title, v.size(r, t.Counts[o.ID]))
		if r.Form == "approve" {
			fmt.Fprintf(v.out, v.say(", không tán thành %s, không biểu quyết %s", ", against %s, abstained %s"), v.size(r, t.Against[o.ID]), v.size(r, t.Abstained[o.ID]))
		}
		if outcome, decided := t.Options[o.ID]; decided {
			fmt.Fprintf(v.out, " – %s", v.term(outcome))
		}
		if slices.Contains(t.Winners, o.ID) {
			fmt.Fprintf(v.out, " – %s", v.say("trúng cử", "elected"))
		}
		if slices.Contains(t.Equal, o.ID) {
			fmt.Fprintf(v.out, " – %s", v.say("bằng phiếu cho vị trí cuối", "equal votes for the last seat"))
		}
		fmt.Fprintln(v.out)
	}
	fmt.Fprintf(v.out, "      "+v.say("có quyền %s = tham gia %s (trắng %s, không hợp lệ %s) + không tham gia %s + rút quyền %s\n",
		"entitled %s = cast %s (blank %s, invalid %s) + not cast %s + removed %s\n"),
		v.size(r, t.Eligible), v.size(r, t.Cast), v.size(r, t.Blank), v.size(r, t.Invalid), v.size(r, t.NotCast), v.size(r, t.Removed))
	if t.QuorumNeeded > 0 {
		fmt.Fprintf(v.out, "      "+v.say("có mặt: cần %d, %d khi mở, %d khi kiểm phiếu\n", "quorum %d; %d at the opening, %d at the count\n"),
			t.QuorumNeeded, t.Heads.AtOpening, t.Heads.AtCount)
	}
	if r.Form != "score" {
		fmt.Fprintf(v.out, "      %s (%s): %s; %s %s %s\n", v.say("cơ sở", "base"), v.term(r.Rule.Base), v.size(r, t.Base), v.say("cần", "needed"), v.size(r, t.Needed), v.rule(r.Rule))
	}
	result := v.term(t.Outcome)
	if t.ByChair {
		result += v.say(", theo ý kiến của chủ tọa khi hai bên bằng nhau", ", by the chair's vote, both sides being equal")
	}
	fmt.Fprintf(v.out, "      → %s\n", result)
}

// rule is the threshold as it is compared: "(> 1/2 + 1)".
func (v verdict) rule(r audit.Rule) string {
	sign := "≥"
	if r.Strict {
		sign = ">"
	}
	text := fmt.Sprintf("%s %d/%d", sign, r.Num, r.Den)
	if r.Constant > 0 {
		text += " + " + v.size(&audit.Round{Rule: r}, r.Constant)
	}
	return "(" + text + ")"
}

func (v verdict) faults(f audit.Faults) {
	for _, fault := range f.List {
		at := ""
		if fault.Act >= 0 {
			at = fmt.Sprintf(v.say(" (bản ghi %d)", " (act %d)"), fault.Act)
		}
		detail := ""
		if fault.Detail != "" {
			detail = ": " + shown(fault.Detail, 300)
		}
		fmt.Fprintf(v.out, "      ✗ %s%s%s [%s]\n", fault.Code.Say(v.lang), at, detail, fault.Code)
	}
	if f.More > 0 {
		fmt.Fprintf(v.out, "      ✗ "+v.say("và %d lỗi nữa\n", "and %d more\n"), f.More)
	}
}

// shown makes text from a file harmless to a terminal and to a table: what cannot be printed is replaced, what is long cut.
func shown(text string, most int) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n == most {
			b.WriteRune('…')
			break
		}
		if !unicode.IsPrint(r) {
			r = '\uFFFD'
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

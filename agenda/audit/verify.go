package audit

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// Options are what comes another way than the file: from the wall, from a site that kept it, from the printed record.
type Options struct {
	// Key is the server's verifier key; empty to take the one in the file, which proves only that the file is of one piece.
	Key string
	// Checkpoints are signed checkpoints that somebody kept, one after the other with a blank line between them.
	Checkpoints string
}

// The limits of what is read: a meeting has at most 500 rounds, and in each fewer than 10,000 electors.
const (
	maxFile      = 512 << 20
	maxDirectory = 1 << 20 // what is read before the three files are found
	maxMeeting   = 1 << 20
	maxNotes     = 16 << 20
	maxActsSize  = 1 << 30
	maxLine      = 32 << 20
	maxActs      = 5_000_000
	maxRounds    = 20_000
)

// Verify reads an export of so many bytes and recounts it. It fails with a coded error only when that is no export at
// all, too large to be one, or options cannot be read; whatever is wrong inside stands in the report. It keeps no more in
// memory than the rounds that are not counted yet, and may be called from anywhere.
func Verify(file io.ReaderAt, size int64, o Options) (*Report, error) {
	files, err := unzip(file, size)
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	l := &log{rounds: map[string]*round{}, successors: map[string]*round{}, since: map[*round]int64{}, running: map[*round]struct{}{}, groups: map[string]*group{}}
	l.report, err = readMeeting(files[meetingFile])
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	if err := l.checkpointsOf(files[checkpointsFile], o); err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	acts, err := files[actsFile].Open()
	if err != nil {
		return nil, fmt.Errorf("verify: %w", ErrNotExport)
	}
	defer acts.Close()
	if err := l.replay(acts); err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	l.finish()
	return l.report, nil
}

// The files of an export.
const (
	meetingFile     = "meeting.json"
	actsFile        = "acts.jsonl"
	checkpointsFile = "checkpoints.txt"
)

// frugal reads no more than it has left: a directory of millions of names is not read to its end.
type frugal struct {
	io.ReaderAt
	left int64
}

func (f *frugal) ReadAt(p []byte, at int64) (int, error) {
	if f.left -= int64(len(p)); f.left < 0 {
		return 0, ErrTooLarge
	}
	return f.ReaderAt.ReadAt(p, at)
}

// unzip finds the three files of an export, each once, and nothing else.
func unzip(file io.ReaderAt, size int64) (map[string]*zip.File, error) {
	if size > maxFile {
		return nil, ErrTooLarge
	}
	source := &frugal{file, maxDirectory}
	archive, err := zip.NewReader(source, size)
	if err != nil {
		if errors.Is(err, ErrTooLarge) {
			return nil, ErrTooLarge
		}
		return nil, ErrNotExport
	}
	source.left = 1 << 62
	files := map[string]*zip.File{}
	for _, f := range archive.File {
		files[f.Name] = f
	}
	if len(archive.File) != 3 || files[meetingFile] == nil || files[actsFile] == nil || files[checkpointsFile] == nil {
		return nil, ErrNotExport
	}
	return files, nil
}

// read returns the content of a small file.
func read(f *zip.File, limit int64) ([]byte, error) {
	content, err := f.Open()
	if err != nil {
		return nil, ErrNotExport
	}
	defer content.Close()
	data, err := io.ReadAll(io.LimitReader(content, limit+1))
	if int64(len(data)) > limit {
		return nil, ErrTooLarge
	}
	if err != nil {
		return nil, ErrNotExport
	}
	return data, nil
}

func readMeeting(f *zip.File) (*Report, error) {
	data, err := read(f, maxMeeting)
	if err != nil {
		return nil, err
	}
	var m struct {
		Meeting  string    `json:"meeting"`
		Title    string    `json:"title"`
		Body     string    `json:"body"`
		At       time.Time `json:"exported"`
		Verifier string    `json:"verifier"`
	}
	if json.Unmarshal(data, &m) != nil || m.Meeting == "" {
		return nil, ErrNotExport
	}
	return &Report{Meeting: m.Meeting, Title: m.Title, Body: m.Body, Exported: m.At, Verifier: m.Verifier}, nil
}

// log is the replay of one export.
type log struct {
	report     *Report
	rounds     map[string]*round
	successors map[string]*round
	running    map[*round]struct{}
	groups     map[string]*group
	due        *round // to be declared by the next act
	tree       tree
	// notes are the checkpoints that are signed well, by size; largest is the size of the last of the file's own.
	notes   map[int64][]checkpoint
	largest int64
	// since holds the rounds with acts after the last checkpoint that fits, and the first of these acts. Nothing is
	// compared after one that does not.
	since  map[*round]int64
	broken bool
	// number is that of the next act, last the round of the one before.
	number  int64
	last    *round
	scratch bytes.Buffer
}

func (l *log) fault(act int64, code Code, detail string, args ...any) {
	l.report.Faults.add(act, code, detail, args...)
}

// replay reads act by act.
func (l *log) replay(acts io.Reader) error {
	limited := &io.LimitedReader{R: acts, N: maxActsSize + 1}
	reader := bufio.NewReaderSize(limited, 1<<16)
	l.compare()
	for more := true; more; {
		var line []byte
		var err error
		line, more, err = readLine(reader)
		switch {
		case limited.N <= 0:
			return ErrTooLarge
		case errors.Is(err, ErrTooLarge):
			return err
		case err != nil: // the archive is damaged inside
			l.fault(l.tree.size, ActUnreadable, "%v", err)
			return nil
		case !more && len(line) == 0:
			return nil
		case l.tree.size == maxActs:
			return ErrTooLarge
		}
		if err := l.take(line); err != nil {
			return err
		}
	}
	return nil
}

// readLine returns a line without its end, which stays valid until the next one, and whether there may be more.
func readLine(r *bufio.Reader) (line []byte, more bool, err error) {
	line, err = r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		long := bytes.Clone(line)
		for errors.Is(err, bufio.ErrBufferFull) {
			if len(long) > maxLine {
				return nil, false, ErrTooLarge
			}
			line, err = r.ReadSlice('\n')
			long = append(long, line...)
		}
		line = long
	}
	if errors.Is(err, io.EOF) {
		return line, false, nil
	}
	return bytes.TrimSuffix(line, []byte("\n")), true, err
}

// take adds one leaf to the tree and gives the act to its round.
func (l *log) take(leaf []byte) error {
	at := l.tree.size
	l.tree.add(leaf)
	a, readable := readAct(leaf, &l.scratch)
	if !readable || a.Ballot == "" || !a.content() {
		a = &act{N: at, Ballot: ballotOf(leaf)}
	}
	r := l.rounds[a.Ballot]
	if r == nil && a.Ballot != "" {
		if len(l.rounds) == maxRounds {
			return ErrTooLarge
		}
		r = &round{Round: &Round{Ballot: a.Ballot}}
		l.rounds[a.Ballot] = r
		l.report.Rounds = append(l.report.Rounds, r.Round)
	}
	switch {
	case r == nil:
		l.fault(at, ActUnreadable, "")
	case a.Kind == "":
		r.Faults.add(at, ActUnreadable, "")
	default:
		l.numbered(r, a)
		l.step(r, a)
	}
	if r != nil {
		if _, there := l.since[r]; !there {
			l.since[r] = at
		}
	}
	l.last, l.number = r, a.N+1
	l.compare()
	return nil
}

// numbered looks at an act's place. Where some are missing it cannot be known whose they were: both neighbours are told.
func (l *log) numbered(r *round, a *act) {
	if a.N == l.number {
		return
	}
	r.fault(a, ActNumber, "%d ≠ %d", a.N, l.number)
	if l.last != nil && l.last != r {
		l.last.fault(a, ActNumber, "%d ≠ %d", a.N, l.number)
	}
}

// ballotOf finds the round of an act that cannot be read as one, if it names any.
func ballotOf(leaf []byte) string {
	var named struct {
		Ballot string `json:"ballot"`
	}
	if json.Unmarshal(leaf, &named) != nil {
		return ""
	}
	return named.Ballot
}

// compare looks whether the log so far is what was signed.
func (l *log) compare() {
	notes := l.notes[l.tree.size]
	if len(notes) == 0 || l.broken {
		return
	}
	root := l.tree.root()
	for _, c := range notes {
		if c.root == root {
			l.report.Checkpoints++
			if c.kept {
				l.report.Kept++
			}
			continue
		}
		l.broken = true
		l.fault(-1, CheckpointRoot, "%s", c.place())
		l.blame(c)
	}
	if !l.broken {
		clear(l.since)
	}
}

// blame tells the rounds that have acts after the last checkpoint that fits. When something else is wrong with some of
// them it was these that were changed; the others can neither be proved nor blamed.
func (l *log) blame(c checkpoint) {
	wrong := false
	for r := range l.since {
		wrong = wrong || !r.Pass()
	}
	for r, first := range l.since {
		if !wrong || !r.Pass() {
			r.Faults.add(first, CheckpointRoot, "%s", c.place())
		}
	}
}

// finish looks at what can only be known at the end.
func (l *log) finish() {
	root := l.tree.root()
	l.report.Acts, l.report.Root = l.tree.size, base64.StdEncoding.EncodeToString(root[:])
	for _, size := range slices.Sorted(maps.Keys(l.notes)) {
		if size <= l.tree.size {
			continue
		}
		for _, c := range l.notes[size] {
			l.fault(-1, CheckpointBeyond, "%s > %d", c.place(), l.tree.size)
		}
		if l.last != nil {
			l.last.Faults.add(-1, CheckpointBeyond, "%d > %d", size, l.tree.size)
		}
	}
	if l.largest >= 0 && l.largest < l.tree.size && !l.broken {
		l.fault(-1, CheckpointShort, "%d < %d", l.largest, l.tree.size)
		for r, first := range l.since {
			r.Faults.add(first, CheckpointShort, "%d < %d", l.largest, l.tree.size)
		}
	}
	if l.due != nil && l.due.state == stateClosed {
		l.due.Faults.add(-1, BadGroup, "%s", l.due.prepare.Group)
	}
	for _, r := range l.rounds {
		if r.state != stateDiscarded && r.awaitsDestroy() {
			r.Faults.add(-1, KeyKept, r.state)
		}
	}
}

// checkpointsOf reads the key and the checkpoints, and keeps those that the key signed.
func (l *log) checkpointsOf(f *zip.File, o Options) error {
	data, err := read(f, maxNotes)
	if err != nil {
		return err
	}
	stated, statedErr := parseVerifier(l.report.Verifier)
	key := stated
	if o.Key != "" {
		if key, err = parseVerifier(o.Key); err != nil {
			return err
		}
		if statedErr != nil || key.name != stated.name || !key.key.Equal(stated.key) {
			l.fault(-1, OtherKey, "%.200s", l.report.Verifier)
		}
		l.report.Trusted, l.report.Verifier = true, key.String()
	} else if statedErr != nil {
		l.fault(-1, OtherKey, "%.200s", l.report.Verifier)
	}
	if key.key != nil {
		l.report.Fingerprint = key.fingerprint()
	}
	kept, err := parseCheckpoints(o.Checkpoints)
	if err != nil {
		return err
	}
	own, err := parseCheckpoints(string(data))
	if err != nil {
		l.fault(-1, CheckpointText, "")
	}
	l.notes, l.largest = map[int64][]checkpoint{}, -1
	for i, c := range append(kept, own...) {
		c.kept = i < len(kept)
		switch {
		case c.origin != "dienhong/"+l.report.Meeting:
			l.fault(-1, CheckpointOrigin, "%s: %.200s", c.place(), c.origin)
		case key.key == nil || !c.signed(key):
			l.fault(-1, CheckpointSignature, "%s", c.place())
		default:
			l.notes[c.size] = append(l.notes[c.size], c)
			if !c.kept {
				l.largest = max(l.largest, c.size)
			}
		}
	}
	if l.largest < 0 {
		l.fault(-1, CheckpointMissing, "")
	}
	return nil
}

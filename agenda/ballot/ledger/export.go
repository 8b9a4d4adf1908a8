package ledger

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// The files of an export.
const (
	MeetingFile     = "meeting.json"
	ActsFile        = "acts.jsonl"
	CheckpointsFile = "checkpoints.txt"
)

// Export is a meeting's log as somebody takes it home.
type Export struct {
	Meeting string    `json:"meeting"`
	Title   string    `json:"title"`
	Body    string    `json:"body,omitempty"`
	At      time.Time `json:"exported"`
	// Verifier is the key that the checkpoints are signed with. Whoever verifies compares it with one that came another
	// way.
	Verifier string `json:"verifier"`
	// Origin of the checkpoints.
	Origin string `json:"origin"`
	// Acts are the leaves as they were appended, from the first.
	Acts [][]byte `json:"-"`
	// Checkpoints are signed notes, the last one of the whole log.
	Checkpoints []string `json:"-"`
}

// Write writes the export as a zip: what it is of, the acts line by line, the checkpoints one after the other with a
// blank line between them. An empty Origin is that of the meeting. It fails with ErrAct when a leaf is not one line.
func Write(w io.Writer, e Export) error {
	if e.Origin == "" {
		e.Origin = Origin(e.Meeting)
	}
	e.At = e.At.UTC()
	archive := zip.NewWriter(w)
	meeting, err := json.MarshalIndent(e, "", "  ")
	if err == nil {
		err = writeFile(archive, MeetingFile, e.At, append(meeting, '\n'))
	}
	if err != nil {
		return fmt.Errorf("export log: %w", err)
	}
	lines := make([][]byte, 0, 2*len(e.Acts))
	for _, leaf := range e.Acts {
		if len(leaf) == 0 || bytes.ContainsAny(leaf, "\r\n") {
			return fmt.Errorf("export log: %w", ErrAct)
		}
		lines = append(lines, leaf, []byte("\n"))
	}
	if err := writeFile(archive, ActsFile, e.At, lines...); err != nil {
		return fmt.Errorf("export log: %w", err)
	}
	if err := writeFile(archive, CheckpointsFile, e.At, []byte(strings.Join(e.Checkpoints, "\n"))); err != nil {
		return fmt.Errorf("export log: %w", err)
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("export log: %w", err)
	}
	return nil
}

func writeFile(archive *zip.Writer, name string, at time.Time, parts ...[]byte) error {
	file, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
	if err != nil {
		return err
	}
	for _, part := range parts {
		if _, err := file.Write(part); err != nil {
			return err
		}
	}
	return nil
}

package web

import (
	"bytes"
	"fmt"
	"net/http"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
	"dienhong/rooms"
)

func (s *Server) voteRoutes() []route {
	return []route{
		api("GET", "/api/ballot-presets", signedIn, 200, "Templates of bodies' rules, each with its source", s.ballotPresets),
		content("/api/meetings/{m}/votes.zip", desk, "application/zip",
			"The log of the meeting's votes, for dienhong verify", s.exportVotes),
	}
}

// ballotPresets are data: nothing here says that a rule is in force.
func (s *Server) ballotPresets(*call, none) (struct {
	Presets []ballot.Preset `json:"presets"`
}, error,
) {
	return struct {
		Presets []ballot.Preset `json:"presets"`
	}{ballot.Presets()}, nil
}

// exportVotes replays the journal from its first record, so that what is given out is what is written down.
func (s *Server) exportVotes(c *call) error {
	records, err := s.Lists.Records(c.ctx(), c.meeting)
	if err != nil {
		return err
	}
	export := ledger.Export{Meeting: string(c.meeting), At: s.Clock.Now(), Verifier: s.Notary.Verifier()}
	for _, record := range records {
		if checkpoint := rooms.CheckpointOf(record.Event); checkpoint != "" {
			export.Checkpoints = append(export.Checkpoints, checkpoint)
		}
	}
	state, err := rooms.ReadLog(c.meeting, records, func(leaf []byte) { export.Acts = append(export.Acts, leaf) })
	if err != nil {
		return err
	}
	export.Title, export.Body = state.Meeting.Title, state.Meeting.Body
	last, err := s.Notary.Sign(ledger.Checkpoint(ledger.Origin(string(c.meeting)), state.Ledger))
	if err != nil {
		return err
	}
	export.Checkpoints = append(export.Checkpoints, last)
	var file bytes.Buffer
	if err := ledger.Write(&file, export); err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/zip")
	c.w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="bieu-quyet-%s.zip"`, c.meeting))
	c.w.Header().Set("Cache-Control", "no-store")
	c.w.WriteHeader(http.StatusOK)
	_, _ = c.w.Write(file.Bytes()) // the browser has gone: nobody is left to tell
	return nil
}

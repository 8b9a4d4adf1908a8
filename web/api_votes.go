package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
	"dienhong/rooms"
)

func (s *Server) voteRoutes() []route {
	return []route{
		api("GET", "/api/ballot-presets", signedIn, 200, "Templates of bodies' rules, each with its source", s.ballotPresets),
		content("/api/meetings/{m}/votes.zip", desk, "application/zip",
			"The log of the meeting's votes, for dienhong verify", s.exportVotes, "ballot_withheld"),
		content("/api/meetings/{m}/ballots/{ballot}/checkpoint.svg", members, "image/svg+xml",
			"The signed head of the log of votes when the ballot was counted, as a QR code", s.checkpointPicture, "ballot_not_found"),
	}
}

type presetList struct {
	Presets []ballot.Preset `json:"presets"`
}

// ballotPresets are data: nothing here says that a rule is in force.
func (s *Server) ballotPresets(*call, none) (presetList, error) {
	return presetList{ballot.Presets()}, nil
}

// checkpointPicture is for walls and sites: whoever keeps it can tell later whether the log was rewritten.
func (s *Server) checkpointPicture(c *call) error {
	var checkpoint string
	err := c.room.Read(c.ctx(), func(state *rooms.State) {
		if b := state.Ballots[rooms.BallotID(c.r.PathValue("ballot"))]; b != nil {
			checkpoint = b.Checkpoint
		}
	})
	if err != nil {
		return err
	}
	if checkpoint == "" {
		return rooms.ErrNoBallot
	}
	picture, err := qrSVG(checkpoint)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "image/svg+xml")
	c.w.Header().Set("Cache-Control", "no-store")
	_, _ = io.WriteString(c.w, picture) // the browser has gone: nobody is left to tell
	return nil
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
	if state.Withholds() { // its acts would tell what came of rounds that are declared together
		return rooms.ErrWithheld
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

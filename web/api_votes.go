package web

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strconv"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
	"dienhong/agenda/minutes"
	"dienhong/rooms"
)

func (s *Server) voteRoutes() []route {
	return []route{
		api("GET", "/api/ballot-presets", signedIn, 200, "Templates of bodies' rules, each with its source", s.ballotPresets),
		content("/api/meetings/{m}/votes.zip", desk, "application/zip",
			"The log of the meeting's votes, for dienhong verify", s.exportVotes, "ballot_withheld"),
		api("POST", "/api/meetings/{m}/ballots/{ballot}/report", desk, 201,
			"Puts what came of an opinion asked between meetings onto the agenda of another meeting", s.reportLetter,
			"ballot_not_found", "ballot_wrong_state", "exists", "too_many", "wrong_phase", "meeting_closed"),
		api("GET", "/api/notary", signedIn, 200, "The key by which everybody can check the server's signatures", s.notary),
		{method: "GET", path: "/api/meetings/{m}/votes/consistency", who: members, serve: s.consistency, about: about{
			summary: "Proves that the log of votes still begins with what a checkpoint was of", status: 200, query: []string{"first"},
			out: reflect.TypeFor[consistency](), codes: []string{"ballot_withheld", "out_of_range"},
		}},
		content("/api/meetings/{m}/ballots/{ballot}/checkpoint.txt", members, "text/plain",
			"The same as a signed note, to be kept", s.checkpointText, "ballot_not_found"),
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
	checkpoint, err := c.checkpoint()
	if err != nil {
		return err
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

// checkpointText is the same for a folder: what dienhong verify is given with -checkpoint.
func (s *Server) checkpointText(c *call) error {
	checkpoint, err := c.checkpoint()
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	c.w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="diem-chot-%s.txt"`, c.r.PathValue("ballot")))
	c.w.Header().Set("Cache-Control", "no-store")
	_, _ = c.w.Write([]byte(checkpoint)) //nolint:gosec // it is of our own making, and no page; the browser may have gone
	return nil
}

type reportTo struct {
	Meeting rooms.MeetingID `json:"meeting"`
}

type reported struct {
	Meeting rooms.MeetingID `json:"meeting"`
	Item    string          `json:"item"`
}

// reportLetter is carried out in the room of the other meeting, by whoever asks, who has to be of the desk there too.
func (s *Server) reportLetter(c *call, to reportTo) (reported, error) {
	var report rooms.AddReport
	found, ready := false, false
	err := c.room.Read(c.ctx(), func(state *rooms.State) {
		b := state.Ballots[rooms.BallotID(c.r.PathValue("ballot"))]
		if found = b != nil; !found {
			return
		}
		if ready = b.Question.Method == ballot.Letters && b.State == rooms.BallotIsPublic; !ready {
			return
		}
		told := ballotOf(state, b)
		report.Title, report.Kind = minutes.LetterTitle(b.Question), agenda.Report
		report.Brief, report.Source = minutes.LetterReport(meetingOf(state), told), string(c.meeting)+"/"+string(b.ID)
	})
	switch {
	case err != nil:
		return reported{}, err
	case c.session.Meeting != "": // it is for this meeting alone
		return reported{}, rooms.ErrForbidden
	case !found:
		return reported{}, rooms.ErrNoBallot
	case !ready || to.Meeting == c.meeting:
		return reported{}, rooms.ErrBallotState
	}
	room, err := s.open(c.ctx(), to.Meeting)
	if err != nil {
		return reported{}, err
	}
	answer, err := room.Do(c.ctx(), rooms.ServerRequest("", c.person(), "item.report", report))
	if err != nil {
		return reported{}, err
	}
	item, _ := answer.Data["item"].(agenda.ItemID)
	return reported{to.Meeting, string(item)}, nil
}

// notaryKey is for whoever wants to check signatures without taking the key from what is checked.
type notaryKey struct {
	Verifier    string `json:"verifier"`
	Fingerprint string `json:"fingerprint"`
}

func (s *Server) notary(*call, none) (notaryKey, error) {
	key := s.Notary.Verifier()
	return notaryKey{key, ledger.Fingerprint(key)}, nil
}

// consistency proves to whoever kept the checkpoint of the first acts that Checkpoint, the signed head as it is now, is of
// a log that still begins with them (RFC 6962, section 2.1.2).
type consistency struct {
	First      int64  `json:"first"`
	Size       int64  `json:"size"`
	Checkpoint string `json:"checkpoint"`
	// Path holds the hashes in base64.
	Path []string `json:"path"`
}

func (s *Server) consistency(c *call) error {
	first, err := strconv.ParseInt(c.r.URL.Query().Get("first"), 10, 64)
	if err != nil {
		return ErrBadRequest
	}
	export, err := s.votesOf(c)
	if err != nil {
		return err
	}
	proof := consistency{First: first, Size: int64(len(export.Acts)), Checkpoint: export.Checkpoints[len(export.Checkpoints)-1]}
	path, err := ledger.Consistency(export.Acts, first)
	if err != nil {
		return rooms.ErrOutOfRange
	}
	proof.Path = make([]string, len(path))
	for i, hash := range path {
		proof.Path[i] = base64.StdEncoding.EncodeToString(hash)
	}
	c.answer(http.StatusOK, proof)
	return nil
}

// checkpoint is the newest signed head of the log that a ballot has.
func (c *call) checkpoint() (string, error) {
	var checkpoint string
	err := c.room.Read(c.ctx(), func(state *rooms.State) {
		if b := state.Ballots[rooms.BallotID(c.r.PathValue("ballot"))]; b != nil {
			checkpoint = b.Checkpoint
		}
	})
	if err == nil && checkpoint == "" {
		err = rooms.ErrNoBallot
	}
	return checkpoint, err
}

// votesOf replays the journal from its first record, so that what is given out is what is written down.
func (s *Server) votesOf(c *call) (ledger.Export, error) {
	records, err := s.Lists.Records(c.ctx(), c.meeting)
	if err != nil {
		return ledger.Export{}, err
	}
	export := ledger.Export{Meeting: string(c.meeting), At: s.Clock.Now(), Verifier: s.Notary.Verifier()}
	for _, record := range records {
		if checkpoint := rooms.CheckpointOf(record.Event); checkpoint != "" {
			export.Checkpoints = append(export.Checkpoints, checkpoint)
		}
	}
	state, err := rooms.ReadLog(c.meeting, records, func(leaf []byte) { export.Acts = append(export.Acts, leaf) })
	if err != nil {
		return export, err
	}
	if state.Withholds() { // its acts would tell what came of rounds that are declared together
		return export, rooms.ErrWithheld
	}
	export.Title, export.Body = state.Meeting.Title, state.Meeting.Body
	last, err := s.Notary.Sign(ledger.Checkpoint(ledger.Origin(string(c.meeting)), state.Ledger))
	export.Checkpoints = append(export.Checkpoints, last)
	return export, err
}

func (s *Server) exportVotes(c *call) error {
	export, err := s.votesOf(c)
	if err != nil {
		return err
	}
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

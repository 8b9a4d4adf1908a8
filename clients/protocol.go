package clients

import (
	"encoding/json"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
	"dienhong/rooms"
)

// Version of the wire protocol described in protocol.md.
const Version = 1

// The frames that a device sends.
type (
	// Hello is the first frame of a connection. Epoch and Seq are where the device stopped, 0 when it knows nothing.
	Hello struct {
		T       string `json:"t" ts:"'hello'"`
		Version int    `json:"v"`
		Epoch   uint64 `json:"epoch"`
		Seq     uint64 `json:"seq"`
	}
	// CommandFrame asks for a change. ID is made by the device before the first attempt and kept until a reply came.
	CommandFrame struct {
		T    string          `json:"t" ts:"'command'"`
		ID   rooms.CommandID `json:"id"`
		Name string          `json:"name" ts:"CommandName"`
		Args json.RawMessage `json:"args,omitempty" ts:"unknown"`
	}
)

// The frames that the hub sends.
type (
	// Welcome answers Hello. With Full the device forgets what it had; otherwise Set and Del bring it up to Seq.
	Welcome struct {
		T       string         `json:"t" ts:"'welcome'"`
		Version int            `json:"v"`
		Now     int64          `json:"now"`
		Epoch   uint64         `json:"epoch"`
		Seq     uint64         `json:"seq"`
		Full    bool           `json:"full"`
		Set     map[string]any `json:"set" ts:"Values"`
		Del     []string       `json:"del,omitempty"`
		Me      Me             `json:"me"`
	}
	// Patch tells what is true now. It follows the frame that ended at Prev or later; a device whose own seq is below
	// Prev has missed one and says Hello again, one whose seq is at or above Seq ignores it.
	Patch struct {
		T     string         `json:"t" ts:"'patch'"`
		Epoch uint64         `json:"epoch"`
		Prev  uint64         `json:"prev"`
		Seq   uint64         `json:"seq"`
		Set   map[string]any `json:"set,omitempty" ts:"Values"`
		Del   []string       `json:"del,omitempty"`
	}
	// MeFrame tells what is true of the person at the device; it replaces the one before.
	MeFrame struct {
		T  string `json:"t" ts:"'me'"`
		Me Me     `json:"me"`
	}
	// Reply answers a command, after it is durable. Exactly one of Error and the rest is meant.
	Reply struct {
		T     string          `json:"t" ts:"'reply'"`
		ID    rooms.CommandID `json:"id"`
		Seq   uint64          `json:"seq,omitempty"`
		Data  map[string]any  `json:"data,omitempty" ts:"Record<string, unknown>"`
		Error *Failure        `json:"error,omitempty"`
	}
	// Beat is sent when nothing else was for a while. Seq is the last one visible to this device.
	Beat struct {
		T   string `json:"t" ts:"'beat'"`
		Seq uint64 `json:"seq"`
		Now int64  `json:"now"`
	}
	// Bye is the last frame of a connection: why it ends, and whether and when (in milliseconds) to come back.
	Bye struct {
		T     string  `json:"t" ts:"'bye'"`
		Code  ByeCode `json:"code"`
		Retry bool    `json:"retry"`
		After int64   `json:"after,omitempty"`
	}
	// Failure is a refusal or a fault. The device has the words for Code; Incident finds a fault in the server's log.
	Failure struct {
		Code     string `json:"code" ts:"ErrorCode"`
		Incident string `json:"incident,omitempty"`
	}
)

// ByeCode says why a connection ends.
type ByeCode string

// The reasons to end a connection.
const (
	// ByeSlow: the device did not read fast enough.
	ByeSlow ByeCode = "slow"
	// ByeRestart: the server is stopping.
	ByeRestart ByeCode = "restart"
	// ByeMoved: the room is being taken anew.
	ByeMoved ByeCode = "moved"
	// ByeSignedOut: the session with which the device came has ended.
	ByeSignedOut ByeCode = "signed_out"
	// ByeRemoved: the person has no part in the meeting, or not any more.
	ByeRemoved ByeCode = "removed"
	// ByeProtocol: what the device sent could not be understood.
	ByeProtocol ByeCode = "protocol"
	// ByeOutdated: the device speaks another version of the protocol and has to load the app anew.
	ByeOutdated ByeCode = "outdated"
	// ByeTooMany: the person has opened more connections than a person may have; this was the oldest.
	ByeTooMany ByeCode = "too_many"
)

// Me is what is true of the person at the device.
type Me struct {
	Person rooms.PersonID `json:"person"`
	Role   rooms.Role     `json:"role"`
	// Can are the commands that the role may send.
	Can []string `json:"can" ts:"CommandName[]"`
	// Ballots are those in which the person has a right to vote, casts for somebody, or is a teller.
	Ballots map[rooms.BallotID]MyBallot `json:"ballots"`
	// Substitution is the newest proposal of somebody to sit in the person's place.
	Substitution *rooms.Substitution `json:"substitution,omitempty"`
}

// MyBallot is somebody's part in one ballot.
type MyBallot struct {
	// Sheets are the rights that the person casts, their own first, and their own where somebody else casts it.
	Sheets []Sheet `json:"sheets,omitempty"`
	Teller *Duty   `json:"teller,omitempty"`
}

// Sheet is one right to vote, and what became of it.
type Sheet struct {
	Elector rooms.PersonID `json:"elector"`
	Name    string         `json:"name"`
	// Caster is who casts it, empty for the person at the device.
	Caster rooms.PersonID `json:"caster,omitempty"`
	// Substitute says that whoever casts it sits in the elector's place, and is no proxy.
	Substitute bool      `json:"substitute,omitempty"`
	Recorded   *Recorded `json:"recorded,omitempty"`
	// Late is when a ballot came that was refused because voting had ended.
	Late    time.Time `json:"late,omitzero"`
	OnPaper bool      `json:"on_paper,omitempty"`
	Removed bool      `json:"removed,omitempty"`
}

// Recorded is a ballot that is on disk. Marks are told of a named one alone.
type Recorded struct {
	Marks   ballot.Marks    `json:"marks,omitempty"`
	Text    string          `json:"text,omitempty"`
	Receipt string          `json:"receipt"`
	At      time.Time       `json:"at"`
	Command rooms.CommandID `json:"command"`
}

// Duty is what a teller does in a ballot. Question is told before the opening, when its value is for the desk alone.
type Duty struct {
	Question string `json:"question,omitempty"`
	// Keys says that the teller holds a part of the key; Public is the key of the device that took it, and Share the part
	// that is sealed to this key. Given tells that the server has it, opened, in memory.
	Keys    bool              `json:"keys,omitempty"`
	Public  []byte            `json:"public,omitempty"`
	Share   []byte            `json:"share,omitempty"`
	Given   bool              `json:"given,omitempty"`
	Entered *ballot.HandCount `json:"entered,omitempty"`
}

// The values, by the keys under which Set tells them. A key with an id is about one thing: "item/…", "document/…",
// "person/…", "ballot/…", "media/…", "substitution/…".
type (
	// MeetingValue is under "meeting".
	MeetingValue struct {
		ID     rooms.MeetingID `json:"id"`
		Title  string          `json:"title"`
		Body   string          `json:"body"`
		Place  string          `json:"place,omitempty"`
		Phase  rooms.Phase     `json:"phase"`
		Starts time.Time       `json:"starts"`
		Ends   time.Time       `json:"ends,omitzero"`
		Opened time.Time       `json:"opened,omitzero"`
		Closed time.Time       `json:"closed,omitzero"`
		BackAt time.Time       `json:"back_at,omitzero"`
		// Seats and the quorum rule, for the desk.
		Seats     int `json:"seats,omitempty"`
		QuorumNum int `json:"quorum_num,omitempty"`
		QuorumDen int `json:"quorum_den,omitempty"`
		// ProxyLimit is how many votes of others one person may hold, for the desk.
		ProxyLimit int `json:"proxy_limit,omitempty"`
		// DiskFull tells the desk that nothing can be recorded until there is room on the server's disk.
		DiskFull bool `json:"disk_full,omitempty"`
		// The body's rules on substitutes.
		rooms.SubstituteRules
	}
	// AgendaValue is under "agenda".
	AgendaValue struct {
		Order   []agenda.ItemID `json:"order"`
		Current agenda.ItemID   `json:"current,omitempty"`
	}
	// PeopleValue is under "people": the order in which people are listed.
	PeopleValue struct {
		Order []rooms.PersonID `json:"order"`
	}
	// AttendanceValue is under "attendance": numbers only.
	AttendanceValue struct {
		Expected      int `json:"expected"`
		Present       int `json:"present"`
		Voters        int `json:"voters"`
		VotersPresent int `json:"voters_present"`
		// Quorum is the number of voters that must be present, 0 for none.
		Quorum      int `json:"quorum"`
		Units       int `json:"units"`
		UnitsOnline int `json:"units_online"`
	}
	// PresentationValue is under "presentation". Without a document nothing is presented.
	PresentationValue struct {
		Document agenda.DocumentID `json:"document,omitempty"`
		Page     int               `json:"page,omitempty"`
		By       rooms.PersonID    `json:"by,omitempty"`
		// Presenter is the person besides the desk who may present.
		Presenter rooms.PersonID `json:"presenter,omitempty"`
	}
	// FloorValue is under "floor".
	FloorValue struct {
		Queue    []rooms.FloorRequest `json:"queue"`
		Speaking *rooms.Speech        `json:"speaking,omitempty"`
	}
	// SceneValue is under "scene".
	SceneValue struct {
		Scene rooms.Scene `json:"scene"`
	}
	// ItemValue is under "item/ID".
	ItemValue struct {
		ID         agenda.ItemID       `json:"id"`
		Title      string              `json:"title"`
		Presenter  string              `json:"presenter,omitempty"`
		Minutes    int                 `json:"minutes,omitempty"`
		Kind       agenda.Kind         `json:"kind"`
		State      agenda.ItemState    `json:"state"`
		Documents  []agenda.DocumentID `json:"documents"`
		Spans      []agenda.Span       `json:"spans,omitempty"`
		Conclusion string              `json:"conclusion,omitempty"`
		// Brief is a text of several lines laid with the item: what came of an opinion that was asked between meetings.
		Brief string `json:"brief,omitempty"`
	}
	// DocumentValue is under "document/ID". Page sizes are [width, height] in points.
	DocumentValue struct {
		ID    agenda.DocumentID    `json:"id"`
		Item  agenda.ItemID        `json:"item"`
		Title string               `json:"title"`
		Name  string               `json:"name"`
		File  string               `json:"file"`
		Size  int64                `json:"size"`
		State agenda.DocumentState `json:"state"`
		Pages [][2]float64         `json:"pages"`
		Done  int                  `json:"done"`
		Code  string               `json:"code,omitempty" ts:"ErrorCode"`
	}
	// PersonValue is under "person/ID". Online and Reason are for the desk.
	PersonValue struct {
		ID    rooms.PersonID `json:"id"`
		Name  string         `json:"name"`
		Title string         `json:"title,omitempty"`
		Unit  string         `json:"unit,omitempty"`
		Role  rooms.Role     `json:"role"`
		Votes bool           `json:"votes,omitempty"`
		// Weight of the vote in micro-units, 0 for one head. Proxy is who holds the vote while the person is away.
		Weight int64          `json:"weight,omitempty"`
		Proxy  rooms.PersonID `json:"proxy,omitempty"`
		// Substitute sits in the person's place, or the person in that of StandsFor.
		Substitute rooms.PersonID `json:"substitute,omitempty"`
		StandsFor  rooms.PersonID `json:"stands_for,omitempty"`
		Present    bool           `json:"present,omitempty"`
		Mode       rooms.Mode     `json:"mode,omitempty"`
		Since      time.Time      `json:"since,omitzero"`
		Online     bool           `json:"online,omitempty"`
		Reason     string         `json:"reason,omitempty"`
	}
	// BallotValue is under "ballot/ID". Before it is opened it is for the desk alone; its tally is for the desk once
	// closed and for everybody once declared. Marks, who chose what, are told of a live ballot at once and of a named one
	// once declared. NotVoted, OnPaper, Late and Texts are for the desk.
	//
	// budget: one value is sent whole, whatever changed of it.
	BallotValue struct {
		ID         rooms.BallotID    `json:"id"`
		Item       agenda.ItemID     `json:"item"`
		Question   ballot.Question   `json:"question"`
		Document   agenda.DocumentID `json:"document,omitempty"`
		Round      int               `json:"round"`
		Supersedes rooms.BallotID    `json:"supersedes,omitempty"`
		Follows    rooms.BallotID    `json:"follows,omitempty"`
		// Group is of rounds that are declared together. While one of them is not counted the others are Withheld: nobody,
		// the desk included, is told what came of them.
		Group    rooms.GroupID     `json:"group,omitempty"`
		Withheld bool              `json:"withheld,omitempty"`
		State    rooms.BallotState `json:"state"`
		Hash     string            `json:"hash,omitempty"`
		Electors int               `json:"electors"`
		Seats    int               `json:"seats,omitempty"`
		Recorded int               `json:"recorded"`
		// Key is what ballots of a secret round are sealed to: P-256, uncompressed, base64.
		Key       []byte        `json:"key,omitempty"`
		Tellers   []TellerValue `json:"tellers,omitempty"`
		Threshold int           `json:"threshold,omitempty"`

		Opened   time.Time      `json:"opened,omitzero"`
		Closes   time.Time      `json:"closes,omitzero"`
		Until    time.Time      `json:"until,omitzero"`
		Closed   time.Time      `json:"closed,omitzero"`
		Declared time.Time      `json:"declared,omitzero"`
		Reminded time.Time      `json:"reminded,omitzero"`
		Voided   time.Time      `json:"voided,omitzero"`
		VoidedBy rooms.PersonID `json:"voided_by,omitempty"`
		Reason   string         `json:"reason,omitempty"`
		Tally    *ballot.Tally  `json:"tally,omitempty"`
		// Warnings tell the desk that the figures of a secret ballot may tell how somebody voted.
		Warnings []ballot.Warning  `json:"warnings,omitempty"`
		Hands    *ballot.HandCount `json:"hands,omitempty"`
		// Checkpoint is the signed head of the log of votes.
		Checkpoint string `json:"checkpoint,omitempty"`

		NotVoted []rooms.PersonID                `json:"not_voted,omitempty"`
		OnPaper  []rooms.PersonID                `json:"on_paper,omitempty"`
		Late     []rooms.PersonID                `json:"late,omitempty"`
		Marks    map[rooms.PersonID]ballot.Marks `json:"marks,omitempty"`
		Texts    map[rooms.PersonID]string       `json:"texts,omitempty"`
	}
	// TellerValue is one teller of a ballot: whether the device has taken its part of the key, and a count was entered.
	TellerValue struct {
		Person  rooms.PersonID `json:"person"`
		Ready   bool           `json:"ready,omitempty"`
		Entered bool           `json:"entered,omitempty"`
		// Given tells that the server has the teller's part of the key, Gave when it was given; a restart loses it.
		Given bool      `json:"given,omitempty"`
		Gave  time.Time `json:"gave,omitzero"`
	}
	// SubstitutionValue is under "substitution/ID", for the desk alone: who is sent in whose place, why, and what was
	// decided of it.
	SubstitutionValue struct {
		rooms.Substitution
	}
	// MediaValue is under "media/ID", the id of a person.
	MediaValue struct {
		Person rooms.PersonID `json:"person"`
		rooms.MediaPresence
	}
)

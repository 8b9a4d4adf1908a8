package rooms

// Error is a refusal with a stable code; edges translate the code for the user.
type Error struct{ code, text string }

// Error describes the refusal for a log.
func (e *Error) Error() string { return e.text }

// Code is stable across versions.
func (e *Error) Code() string { return e.code }

// What can keep a command from being carried out.
var (
	ErrNoMeeting       = &Error{"meeting_not_found", "there is no such meeting"}
	ErrNoPerson        = &Error{"person_not_found", "there is no such person in this meeting"}
	ErrNoSession       = &Error{"signed_out", "the browser is not signed in"}
	ErrNoBallot        = &Error{"ballot_not_found", "there is no such ballot in this meeting"}
	ErrForbidden       = &Error{"forbidden", "this role may not do this"}
	ErrUnknownCommand  = &Error{"command_unknown", "there is no such command"}
	ErrBadCommand      = &Error{"command_invalid", "the command's arguments cannot be understood"}
	ErrCommandConflict = &Error{"command_conflict", "this command id was used before with other content"}

	ErrBusy     = &Error{"busy", "the room has too many commands waiting"}
	ErrRetry    = &Error{"retry", "the change could not be written; nothing happened"}
	ErrDiskFull = &Error{"disk_full", "there is no room left on the server's disk; nothing happened"}
	ErrClosing  = &Error{"closing", "the room is closing on this server"}
	ErrDeposed  = &Error{"deposed", "another server owns the room now"}
	ErrInternal = &Error{"internal", "the server made a mistake; it is in its log"}

	ErrMeetingClosed = &Error{"meeting_closed", "the meeting is closed"}
	ErrWrongPhase    = &Error{"wrong_phase", "the meeting is not in a phase that allows this"}
	ErrNoQuorum      = &Error{"no_quorum", "fewer voting members are present than the quorum"}
	ErrNotPresent    = &Error{"not_present", "the person is not checked in"}

	ErrTextEmpty   = &Error{"text_empty", "the text is empty"}
	ErrTextTooLong = &Error{"text_too_long", "the text is too long"}
	ErrOutOfRange  = &Error{"out_of_range", "a number is out of its range"}
	ErrTooMany     = &Error{"too_many", "the meeting cannot hold more of these"}

	ErrNotShowable       = &Error{"page_not_showable", "the document has no such page to show"}
	ErrNotPresented      = &Error{"not_presented", "the document is not being presented"}
	ErrDocumentPresented = &Error{"document_presented", "the document is being presented"}
	ErrItemInUse         = &Error{"item_in_use", "the item has begun or holds a ballot"}
	ErrPersonInUse       = &Error{"person_in_use", "the person is the only one in this role, or has taken part"}
	ErrExists            = &Error{"exists", "there is one with this id already"}

	ErrInQueue    = &Error{"floor_in_queue", "the person is already in the queue or speaking"}
	ErrNotInQueue = &Error{"floor_not_in_queue", "the person is not in the queue"}
	ErrNobody     = &Error{"floor_nobody", "nobody is speaking"}

	ErrBallotOpen     = &Error{"ballot_open", "a ballot is open"}
	ErrGroupLive      = &Error{"ballot_group_live", "a round that is shown at once cannot be declared together with others"}
	ErrWithheld       = &Error{"ballot_withheld", "another round of the group is not counted yet; until then nothing is told"}
	ErrBallotState    = &Error{"ballot_wrong_state", "the ballot is not in a state that allows this"}
	ErrBallotClosed   = &Error{"ballot_closed", "the ballot is closed"}
	ErrBallotChanged  = &Error{"ballot_changed", "the ballot shown is not the one that was opened"}
	ErrNotElector     = &Error{"ballot_not_elector", "the person has no vote in this ballot"}
	ErrAlreadyCast    = &Error{"ballot_already_cast", "a ballot of this person is recorded"}
	ErrEnvelope       = &Error{"ballot_envelope", "the ballot is not sealed as this round asks"}
	ErrOnPaper        = &Error{"ballot_on_paper", "the elector was given a paper"}
	ErrNotTeller      = &Error{"ballot_not_teller", "the person is not a teller of this ballot"}
	ErrTellersMissing = &Error{"ballot_tellers_missing", "a teller's device has not taken its part of the key yet"}
	ErrShare          = &Error{"ballot_share", "the parts do not make the key of this ballot"}
	ErrNoSeals        = &Error{"ballot_no_seals", "this server cannot keep the key of a secret ballot"}
	ErrKeyLost        = &Error{"ballot_key_lost", "the key of this ballot is gone; it cannot be opened any more"}

	ErrProxiesOff = &Error{"proxy_off", "this meeting allows no proxies"}
	ErrProxyLimit = &Error{"proxy_limit", "the proxy stands for as many as are allowed"}
	ErrProxyTwice = &Error{"proxy_twice", "the vote is given to somebody already"}
	ErrProxyChain = &Error{"proxy_chain", "a vote is given once, and not passed on"}

	ErrNoSubstitution    = &Error{"substitution_not_found", "there is no such proposal of a substitute in this meeting"}
	ErrSubstitutionState = &Error{"substitution_wrong_state", "the proposal is not in a state that allows this"}
	ErrPrincipalPresent  = &Error{"substitute_principal_present", "whoever is present needs no substitute"}
	ErrSubstituteRole    = &Error{"substitute_role", "delegates and guests alone are substituted"}
	ErrSubstituteTwice   = &Error{"substitute_twice", "a substitute of this person is proposed or approved already"}
	ErrSubstituteChain   = &Error{"substitute_chain", "the person has a substitute, or is one already"}
	ErrSubstituteMember  = &Error{"substitute_member", "somebody with a vote or an office in the meeting stands for nobody"}
	ErrSubstituteBound   = &Error{"substitute_bound", "the person sends or is a substitute; that is withdrawn first"}
	ErrSubstituteVotes   = &Error{"substitute_votes_public", "in a public body a substitute never votes"}

	ErrInviteUnknown = &Error{"invite_unknown", "there is no invite with this secret"}
	ErrInviteUsed    = &Error{"invite_used", "the invite was used as often as it may be"}
	ErrInviteExpired = &Error{"invite_expired", "the invite has expired"}
)

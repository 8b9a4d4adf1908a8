package rooms

// Media is what a room asks of the media server. Arguments are plain so that the server needs to know nothing of
// rooms. Calls come from a room's effect queue, one at a time and in order; a participant or room that is not there is
// not an error, for the same is asked again when it comes.
type Media interface {
	// HoldMicrophone mutes a participant so that they cannot unmute themselves, or lets go.
	HoldMicrophone(room, identity string, held bool) error
	// GiveFloor makes a participant, and nobody else, be heard however many speak; nobody when identity is empty.
	GiveFloor(room, identity string) error
	// RemoveParticipant ends a participant's session.
	RemoveParticipant(room, identity string) error
	// EndRoom ends the media room for everybody.
	EndRoom(room string) error
}

package rooms

import "time"

// Account is somebody in the directory who can sign in with a password. Accounts belong to the installation, not to
// a meeting.
type Account struct {
	ID    PersonID `json:"id"`
	Login string   `json:"login"`
	Name  string   `json:"name"`
	Title string   `json:"title,omitempty"`
	Unit  string   `json:"unit,omitempty"`
	// Admin may manage accounts; Organiser may create meetings.
	Admin     bool `json:"admin,omitempty"`
	Organiser bool `json:"organiser,omitempty"`
	// PasswordHash is a PHC string (argon2id); never sent to anybody.
	PasswordHash string `json:"-"`
	// Once says that the password was set by somebody else: it is changed at the next sign-in, which gives no session before.
	Once     bool      `json:"once,omitempty"`
	Created  time.Time `json:"created"`
	Disabled bool      `json:"disabled,omitempty"`
}

// Session is a browser that has signed in. Only a hash of its token is kept.
type Session struct {
	TokenHash string
	Person    PersonID
	// Meeting bounds a session that came from an invite; empty for one that signed in with a password.
	Meeting MeetingID
	Created time.Time
	Expires time.Time
}

// Invite is a personal way into one meeting: a link (also as a QR code) or a PIN. Only a hash of its secret is kept.
type Invite struct {
	SecretHash string
	Kind       InviteKind
	Meeting    MeetingID
	Person     PersonID
	// MaxUses bounds how often it opens a session, 0 for no bound; Uses counts.
	MaxUses int
	Uses    int
	Created time.Time
	Expires time.Time
}

// InviteKind is the form in which an invite's secret is handed over.
type InviteKind string

// The kinds of invites.
const (
	InviteLink InviteKind = "link"
	InvitePIN  InviteKind = "pin"
)

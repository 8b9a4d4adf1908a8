package auth

import (
	"fmt"
	"time"
)

// Config says how long things last.
type Config struct {
	// SessionIdle ends a session that was not used for so long; SessionMax ends it in any case.
	SessionIdle time.Duration `yaml:"session_idle"`
	SessionMax  time.Duration `yaml:"session_max"`
	// InviteLife is how long a link or PIN lasts when the meeting does not say otherwise.
	InviteLife time.Duration `yaml:"invite_life"`
}

// Default lets a tablet that was signed in for the papers come to the meeting a week later.
func Default() Config {
	return Config{SessionIdle: 8 * 24 * time.Hour, SessionMax: 30 * 24 * time.Hour, InviteLife: 14 * 24 * time.Hour}
}

// Validate says which value cannot be used.
func (c Config) Validate() error {
	switch {
	case c.SessionIdle < 5*time.Minute || c.SessionIdle > 90*24*time.Hour:
		return fmt.Errorf("session_idle must be 5m to 2160h, not %v", c.SessionIdle)
	case c.SessionMax < c.SessionIdle || c.SessionMax > 365*24*time.Hour:
		return fmt.Errorf("session_max must be session_idle to 8760h, not %v", c.SessionMax)
	case c.InviteLife < time.Minute || c.InviteLife > 365*24*time.Hour:
		return fmt.Errorf("invite_life must be 1m to 8760h, not %v", c.InviteLife)
	}
	return nil
}

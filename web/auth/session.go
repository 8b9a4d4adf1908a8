package auth

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"dienhong/rooms"
)

// touchAfter is how old a session's last known use becomes before it is written anew: a session in use costs one write
// an hour.
const touchAfter = time.Hour

// Begin makes a session of a person, in any meeting of theirs or in one alone, and returns its secret, which is to be
// given to the browser and to nobody else.
func (a *Auth) Begin(ctx context.Context, person rooms.PersonID, meeting rooms.MeetingID) (token string, session rooms.Session, err error) {
	now := a.clock.Now()
	token = newToken()
	session = rooms.Session{
		TokenHash: TokenHash(token), Person: person, Meeting: meeting, Created: now, Expires: now.Add(a.cfg.SessionIdle),
	}
	if err := a.store.PutSession(ctx, session); err != nil {
		return "", rooms.Session{}, fmt.Errorf("begin session: %w", err)
	}
	a.purge(ctx, now)
	return token, session, nil
}

// Resume returns the session of a token, or ErrSignedOut.
func (a *Auth) Resume(ctx context.Context, token string) (rooms.Session, error) {
	if token == "" || len(token) > 128 {
		return rooms.Session{}, ErrSignedOut
	}
	session, err := a.store.Session(ctx, TokenHash(token))
	if err != nil {
		if refused(err) {
			return rooms.Session{}, ErrSignedOut
		}
		return rooms.Session{}, fmt.Errorf("resume session: %w", err)
	}
	if !a.inUse(ctx, &session) {
		return rooms.Session{}, ErrSignedOut
	}
	return session, nil
}

// inUse prolongs a session, and reports whether it has not ended.
func (a *Auth) inUse(ctx context.Context, session *rooms.Session) bool {
	now := a.clock.Now()
	end := session.Created.Add(a.cfg.SessionMax)
	if !now.Before(session.Expires) || !now.Before(end) {
		return false
	}
	if expires := now.Add(a.cfg.SessionIdle); expires.Sub(session.Expires) > touchAfter && session.Expires.Before(end) {
		session.Expires = expires
		if end.Before(expires) {
			session.Expires = end
		}
		if err := a.store.ProlongSession(ctx, session.TokenHash, session.Expires); err != nil {
			a.log.Warn("a session could not be prolonged", "person", string(session.Person), "err", err)
		}
	}
	return true
}

// End forgets a session. One that is not there is no error.
func (a *Auth) End(ctx context.Context, token string) error {
	if token == "" {
		return nil
	}
	if err := a.store.DropSession(ctx, TokenHash(token)); err != nil && !refused(err) {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// EndAll forgets every session of a person.
func (a *Auth) EndAll(ctx context.Context, person rooms.PersonID) error {
	if err := a.store.DropSessionsOf(ctx, person); err != nil && !refused(err) {
		return fmt.Errorf("end sessions: %w", err)
	}
	a.log.Info("all sessions ended", "person", string(person))
	return nil
}

// EndOthers forgets every session of a person except the one with the hash keep, and returns the hashes of those that
// ended.
func (a *Auth) EndOthers(ctx context.Context, person rooms.PersonID, keep string) ([]string, error) {
	sessions, err := a.store.LiveSessions(ctx, a.clock.Now())
	if err != nil {
		return nil, fmt.Errorf("end sessions: %w", err)
	}
	ended := []string{}
	for _, session := range sessions {
		if session.Person != person || session.TokenHash == keep {
			continue
		}
		if err := a.store.DropSession(ctx, session.TokenHash); err != nil && !refused(err) {
			return ended, fmt.Errorf("end sessions: %w", err)
		}
		ended = append(ended, session.TokenHash)
	}
	a.log.Info("other sessions ended", "person", string(person), "number", len(ended))
	return ended, nil
}

// Ended returns those of the sessions, by their hashes, that there are no more: expired, or ended from elsewhere, such as
// the console of the machine. The others are in use, and prolonged.
func (a *Auth) Ended(ctx context.Context, sessions []string) ([]string, error) {
	all, err := a.store.LiveSessions(ctx, a.clock.Now())
	if err != nil {
		return nil, fmt.Errorf("look for ended sessions: %w", err)
	}
	ended := map[string]bool{}
	for _, hash := range sessions {
		ended[hash] = true
	}
	for _, session := range all {
		if ended[session.TokenHash] && a.inUse(ctx, &session) {
			delete(ended, session.TokenHash)
		}
	}
	return slices.Collect(maps.Keys(ended)), nil
}

// purge forgets expired sessions, once an hour.
func (a *Auth) purge(ctx context.Context, now time.Time) {
	a.mu.Lock()
	due := now.Sub(a.purged) > time.Hour
	if due {
		a.purged = now
	}
	a.mu.Unlock()
	if !due {
		return
	}
	if err := a.store.PurgeSessions(ctx, now); err != nil {
		a.log.Warn("expired sessions could not be forgotten", "err", err)
	}
}

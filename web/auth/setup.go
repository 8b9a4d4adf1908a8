package auth

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"dienhong/rooms"
)

// setup is the one-time link by which the first account is made. Only a hash of its secret is kept, in memory: another
// start prints another link.
type setup struct {
	mu      sync.Mutex
	hash    string
	expires time.Time
}

// setupLife of the link.
const setupLife = time.Hour

// SetupToken makes the secret of the set-up link when no account exists, in place of one made before; "" when there is
// nothing to set up. It is for the terminal of whoever starts the server.
func (a *Auth) SetupToken(ctx context.Context) (string, error) {
	has, err := a.store.HasAccounts(ctx)
	if err != nil {
		return "", fmt.Errorf("set up: %w", err)
	}
	if has {
		return "", nil
	}
	token := newToken()
	a.setup.mu.Lock()
	defer a.setup.mu.Unlock()
	a.setup.hash, a.setup.expires = TokenHash(token), a.clock.Now().Add(setupLife)
	return token, nil
}

// SetUp makes the first account, who may manage accounts and create meetings. It fails with ErrSetupInvalid,
// ErrSetupDone, or what Create fails with; after those of Create the link stays good.
func (a *Auth) SetUp(ctx context.Context, token string, n NewAccount, from netip.Addr) (rooms.Account, error) {
	limits := waits{{a.limits.linkAddress, addressName(from)}}
	if err := limits.try(a.clock.Now()); err != nil {
		return rooms.Account{}, err
	}
	a.setup.mu.Lock() // two who come at once: one makes the account, the other finds it made
	defer a.setup.mu.Unlock()
	has, err := a.store.HasAccounts(ctx)
	if err != nil {
		return rooms.Account{}, fmt.Errorf("set up: %w", err)
	}
	if has {
		a.setup.hash = ""
		return rooms.Account{}, ErrSetupDone
	}
	good := subtle.ConstantTimeCompare([]byte(TokenHash(token)), []byte(a.setup.hash)) == 1
	if !good || !a.clock.Now().Before(a.setup.expires) {
		a.log.Warn("set-up refused", "address", from.String())
		return rooms.Account{}, ErrSetupInvalid
	}
	n.Admin, n.Organiser = true, true
	account, err := a.Create(ctx, n)
	if err != nil {
		return rooms.Account{}, err
	}
	a.setup.hash = ""
	limits[0].limiter.succeeded(limits[0].name, false)
	return account, nil
}

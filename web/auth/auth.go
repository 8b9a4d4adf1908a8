package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/netip"
	"runtime"
	"sync"
	"time"

	"dienhong/rooms"
)

// Auth knows who may come in. Its methods may be called from any goroutine.
type Auth struct {
	// given
	cfg   Config
	store Store
	key   []byte
	clock rooms.Clock
	log   *slog.Logger

	hasher *hasher
	limits limits
	setup  setup

	mu     sync.Mutex
	purged time.Time
}

// minKey is the shortest key for PINs, in bytes.
const minKey = 32

// New returns an Auth over store. The key turns PINs into what is stored; it is at least 32 bytes, stays the same
// between starts, and does not lie in the store: a PIN has too few digits to be hashed without one.
func New(cfg Config, store Store, key []byte, clock rooms.Clock, log *slog.Logger) (*Auth, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("auth: %w", err)
	}
	if len(key) < minKey {
		return nil, fmt.Errorf("auth: the key has %d bytes, at least %d are needed", len(key), minKey)
	}
	return &Auth{
		cfg: cfg, store: store, key: key, clock: clock, log: log,
		hasher: newHasher(today, min(max(runtime.NumCPU(), 2), 8)), limits: newLimits(),
	}, nil
}

// SignIn checks login and password of an account. It fails with ErrBadCredentials, a WaitError or ErrBusy, and with
// ErrPasswordOnce when the password has to be changed: see Renew.
func (a *Auth) SignIn(ctx context.Context, login, password string, from netip.Addr) (rooms.Account, error) {
	account, err := a.check(ctx, login, password, from)
	if err == nil && account.Once {
		return rooms.Account{}, ErrPasswordOnce
	}
	if err == nil {
		a.log.Info("signed in", "address", from.String(), "person", string(account.ID))
	}
	return account, err
}

func (a *Auth) check(ctx context.Context, login, password string, from netip.Addr) (rooms.Account, error) {
	login = tidyLogin(login)
	address := addressName(from)
	limits := waits{
		{a.limits.signInPair, address + " " + login}, {a.limits.signInAddress, address}, {a.limits.signInLogin, login},
	}
	if err := limits.try(a.clock.Now()); err != nil {
		a.log.Warn("sign-in slowed down", "address", from.String(), "err", err)
		return rooms.Account{}, err
	}
	account, err := a.store.AccountByLogin(ctx, login)
	if err != nil && !refused(err) {
		return rooms.Account{}, fmt.Errorf("sign in: %w", err)
	}
	hash := account.PasswordHash
	if err != nil || account.Disabled {
		hash = ""
	}
	match, stale, err := a.hasher.verify(ctx, hash, password)
	if err != nil {
		return rooms.Account{}, fmt.Errorf("sign in: %w", err)
	}
	if !match {
		a.log.Info("sign-in refused", "address", from.String(), "person", string(account.ID))
		return rooms.Account{}, ErrBadCredentials
	}
	for i, one := range limits {
		one.limiter.succeeded(one.name, i != 1)
	}
	if stale {
		a.refresh(ctx, account, password)
	}
	return account, nil
}

// refresh brings the hash of a password to today's costs; that it fails is no reason to refuse the sign-in.
func (a *Auth) refresh(ctx context.Context, account rooms.Account, password string) {
	hash, err := a.hasher.hash(ctx, password)
	if err == nil {
		err = a.store.SetPassword(ctx, account.ID, hash, account.Once)
	}
	if err != nil {
		a.log.Warn("a password hash could not be brought to today's costs", "person", string(account.ID), "err", err)
	}
}

// newToken makes a session's secret: 256 random bits, 43 characters.
func newToken() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails, see its documentation
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// TokenHash is the form in which a session's or link's secret is kept and looked up.
func TokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

package clients

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"dienhong/agenda"
	"dienhong/rooms"
)

func TestFailures(t *testing.T) {
	tests := []struct {
		name string
		err  error
		code string
	}{
		{"a refusal", rooms.ErrBallotClosed, "ballot_closed"},
		{"a refusal with its way", fmt.Errorf("item.start: %w", agenda.ErrNoItem), "item_not_found"},
		{"nothing happened", rooms.ErrRetry, "retry"},
		{"a room that is closing here", fmt.Errorf("ballot.cast: %w", rooms.ErrClosing), "retry"},
		{"a room that went elsewhere", rooms.ErrDeposed, "retry"},
		{"too much", rooms.ErrBusy, "busy"},
		{"a mistake of the room", fmt.Errorf("page.turn: %w", rooms.ErrInternal), "internal"},
		{"something without a code", errors.New("nobody thought of this"), "internal"},
		{"a deadline", context.DeadlineExceeded, "internal"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			f := failure(tt.err, slog.New(slog.NewTextHandler(&log, nil)))
			if f.Code != tt.code {
				t.Errorf("code %s, want %s", f.Code, tt.code)
			}
			fault := tt.code == "internal"
			if (f.Incident != "") != fault || (log.Len() > 0) != fault {
				t.Errorf("incident %q, logged %q", f.Incident, &log)
			}
			if fault && !(strings.Contains(log.String(), f.Incident) && strings.Contains(log.String(), tt.err.Error())) {
				t.Errorf("the log does not tell the fault: %s", &log)
			}
		})
	}
}

func TestConfig(t *testing.T) {
	if err := Default().Validate(); err != nil {
		t.Errorf("the default: %v", err)
	}
	tests := map[string]func(*Config){
		"no time for hello":        func(c *Config) { c.HelloWithin = 0 },
		"a negative pace":          func(c *Config) { c.Pace = -time.Second },
		"one lost ping is the end": func(c *Config) { c.SilenceLimit = c.PingEvery + time.Second },
		"no commands":              func(c *Config) { c.CommandsPerSecond = 0 },
		"no burst":                 func(c *Config) { c.CommandBurst = 0 },
		"no replies":               func(c *Config) { c.QueueBytes = 0 },
		"no connections":           func(c *Config) { c.ConnectionsPerPerson = 0 },
	}
	for name, spoil := range tests {
		c := Default()
		spoil(&c)
		if c.Validate() == nil {
			t.Errorf("%s is accepted", name)
		}
		if _, err := New(c, nil, slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("a hub with %s", name)
		}
	}
}

// Graves are forgotten after a while; who has not seen them is told everything.
func TestGravesArePruned(t *testing.T) {
	s := rooms.NewState("m")
	a, err := newAudience(desk, s)
	if err != nil {
		t.Fatal(err)
	}
	for i := range maxGraves + 10 {
		key := fmt.Sprint("item/", i)
		a.put(key, []byte(`{}`), uint64(2*i+1))
		a.put(key, nil, uint64(2*i+2))
		a.prune()
	}
	told := uint64(2 * (maxGraves + 10))
	if a.graves != maxGraves || len(a.entries) != maxGraves+7 || a.order.Len() != len(a.entries) {
		t.Errorf("%d graves, %d entries, %d in order", a.graves, len(a.entries), a.order.Len())
	}
	if _, known := a.since(0, 1, told); known {
		t.Error("a device that has not seen a forgotten grave is resumed")
	}
	changed, known := a.since(0, told-4, told)
	if !known || len(changed) != 2 {
		t.Errorf("%d changes, known %t", len(changed), known)
	}
}

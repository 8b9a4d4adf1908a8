package clients

import (
	"errors"
	"net/http"
	"time"

	"dienhong/rooms"
)

// Config is what an operator can set of the hub, and what the server that wires it brings.
type Config struct {
	// HelloWithin is how long a connection may take to say hello.
	HelloWithin time.Duration `yaml:"hello_within"`
	// BeatAfter so much silence the hub says that it is there; devices give up after 25 seconds.
	BeatAfter time.Duration `yaml:"beat_after"`
	// PingEvery so often the hub asks whether the device is there, and SilenceLimit is how long that may be in doubt.
	PingEvery    time.Duration `yaml:"ping_every"`
	SilenceLimit time.Duration `yaml:"silence_limit"`
	// WritePatience is how long a device may take nothing of what is sent to it. At least 10 seconds outside tests: a
	// tablet that was busy elsewhere must not lose its line.
	WritePatience time.Duration `yaml:"write_patience"`
	// AwayAfter so long without any device a person counts as offline.
	AwayAfter time.Duration `yaml:"away_after"`
	// Linger is how long the hub keeps following a room that nobody is connected to any more.
	Linger time.Duration `yaml:"linger"`
	// Pace is the shortest time between two tellings of what changes in floods: ballots cast, people checking in,
	// lines lost and found, papers being rendered.
	Pace time.Duration `yaml:"pace"`

	// CommandsPerSecond and CommandBurst bound what one connection may ask.
	CommandsPerSecond float64 `yaml:"commands_per_second"`
	CommandBurst      int     `yaml:"command_burst"`
	// QueueBytes bounds the replies that wait for a device that does not read.
	QueueBytes int `yaml:"queue_bytes"`
	// ConnectionsPerPerson at a time; beyond it the oldest is closed.
	ConnectionsPerPerson int `yaml:"connections_per_person"`
	// Compression of what is sent, for devices that can (permessage-deflate).
	Compression bool `yaml:"compression"`

	// CheckOrigin decides whether a page of this origin may connect; nil asks for the server's own.
	CheckOrigin func(*http.Request) bool `yaml:"-"`
	// Clock tells devices the time; it must be that of the rooms. Nil is the machine's.
	Clock rooms.Clock `yaml:"-"`
}

// Default fits any meeting.
func Default() Config {
	return Config{
		HelloWithin: 10 * time.Second, BeatAfter: 10 * time.Second, PingEvery: 12 * time.Second,
		SilenceLimit: 30 * time.Second, WritePatience: 10 * time.Second, AwayAfter: 20 * time.Second,
		Linger: time.Minute, Pace: 250 * time.Millisecond,
		CommandsPerSecond: 20, CommandBurst: 60, QueueBytes: 256 << 10, ConnectionsPerPerson: 20, Compression: true,
	}
}

// Validate reports what cannot work.
func (c Config) Validate() error {
	for _, d := range []time.Duration{
		c.HelloWithin, c.BeatAfter, c.PingEvery, c.SilenceLimit, c.WritePatience, c.AwayAfter, c.Linger, c.Pace,
	} {
		if d <= 0 {
			return errors.New("hub: every time must be above zero")
		}
	}
	switch {
	case c.SilenceLimit < 2*c.PingEvery:
		return errors.New("hub: silence_limit must be at least twice ping_every, for a lost ping is no lost device")
	case c.CommandsPerSecond <= 0 || c.CommandBurst < 1:
		return errors.New("hub: commands_per_second and command_burst must be above zero")
	case c.QueueBytes < 4<<10:
		return errors.New("hub: queue_bytes must be at least 4096")
	case c.ConnectionsPerPerson < 1:
		return errors.New("hub: connections_per_person must be at least 1")
	}
	return nil
}

// tick is how often the quiet are looked after: often enough to keep every time within a tenth.
func (c Config) tick() time.Duration {
	return max(min(c.BeatAfter, c.PingEvery, c.AwayAfter, c.Linger)/10, time.Millisecond)
}

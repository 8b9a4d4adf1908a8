package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"

	"go.yaml.in/yaml/v3"

	"dienhong/agenda/pages"
	"dienhong/clients"
	"dienhong/rooms"
	"dienhong/sfu"
	"dienhong/web"
)

// Config is everything an operator can set, in one file: each part is owned by its package. A key that no part knows is
// an error. Secrets do not stand here: they are made in the data folder.
type Config struct {
	// Data is the folder that holds everything: database, papers, keys.
	Data string    `yaml:"data"`
	Log  LogConfig `yaml:"log"`
	// Debug is a loopback address on which profiles and what goes on in rooms are shown; empty for none.
	Debug string         `yaml:"debug"`
	Web   web.Config     `yaml:"web"`
	Rooms rooms.Config   `yaml:"rooms"`
	Hub   clients.Config `yaml:"hub"`
	Pages pages.Config   `yaml:"pages"`
	Media sfu.Config     `yaml:"media"`
}

// LogConfig is how much is told, and in which form.
type LogConfig struct {
	// Level is debug, info, warn or error.
	Level string `yaml:"level"`
	// Format is text or json.
	Format string `yaml:"format"`
}

// DefaultConfig is a server for one office: everything in ./data, its own certificate authority, one node.
func DefaultConfig() Config {
	return Config{
		Data: "data", Log: LogConfig{Level: "info", Format: "text"},
		Web: web.Default(), Rooms: rooms.Default(), Hub: clients.Default(), Pages: pages.Default(), Media: sfu.Default(),
	}
}

// Validate reports everything that is wrong, each with the key it stands under.
func (c Config) Validate() error {
	var wrong []error
	check := func(key string, err error) {
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", key, err))
		}
	}
	if c.Data == "" {
		check("data", errors.New("name a folder"))
	}
	_, err := c.Log.handler(io.Discard)
	check("log", err)
	if host, _, splitErr := net.SplitHostPort(c.Debug); c.Debug != "" {
		if ip := net.ParseIP(host); splitErr != nil || ip == nil || !ip.IsLoopback() {
			check("debug", fmt.Errorf("%q is not a loopback address with a port, such as 127.0.0.1:6060", c.Debug))
		}
	}
	check("web", c.Web.Validate())
	check("rooms", c.Rooms.Validate())
	check("hub", c.Hub.Validate())
	check("pages", c.Pages.Validate())
	check("media", c.Media.Validate())
	return errors.Join(wrong...)
}

// LoadConfig reads the file over the defaults; without a name the defaults stand alone.
func LoadConfig(file string) (Config, error) {
	c := DefaultConfig()
	if file == "" {
		return c, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return c, fmt.Errorf("read configuration: %w", err)
	}
	defer f.Close()
	if err := decodeConfig(f, &c); err != nil {
		return c, fmt.Errorf("read configuration %s: %w", file, err)
	}
	return c, nil
}

func decodeConfig(r io.Reader, c *Config) error {
	decoder := yaml.NewDecoder(r)
	decoder.KnownFields(true)
	if err := decoder.Decode(c); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

func (c LogConfig) handler(w io.Writer) (slog.Handler, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Level)); err != nil {
		return nil, fmt.Errorf("level: %q is not debug, info, warn or error", c.Level)
	}
	options := &slog.HandlerOptions{Level: level}
	switch c.Format {
	case "text":
		return slog.NewTextHandler(w, options), nil
	case "json":
		return slog.NewJSONHandler(w, options), nil
	}
	return nil, fmt.Errorf("format: %q is not text or json", c.Format)
}

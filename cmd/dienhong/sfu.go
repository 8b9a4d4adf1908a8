package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"runtime/debug"

	"dienhong/sfu"
	"dienhong/sfu/signal"
)

// mediaGCPercent collects garbage four times as often as Go would: forwarding makes none, so that it costs next to
// nothing, and what joining leaves behind does not stay.
const mediaGCPercent = 25

// keyFlags gathers -keys, which may be given several times.
type keyFlags map[string]string

func (k keyFlags) String() string { return "" } // never printed: it holds secrets

func (k keyFlags) Set(text string) error {
	keys, err := signal.ParseKeys(text)
	if err != nil {
		return err
	}
	for name, secret := range keys {
		k[name] = secret
	}
	return nil
}

// runSFU runs the media server by itself, with the given keys, for any LiveKit client. LiveKit's own environment
// variable for keys is understood.
func runSFU(ctx context.Context, args []string, out, errs io.Writer) error {
	config := signal.StandaloneConfig{Keys: map[string]string{}, Media: sfu.Default()}
	flags := flag.NewFlagSet("sfu", flag.ContinueOnError)
	flags.SetOutput(errs)
	keys := keyFlags{}
	flags.StringVar(&config.Listen, "listen", ":7880", "`address` of the signalling")
	flags.Var(keys, "keys", "API `key` \"name: secret\", with a secret of 32 characters or more; may be given several times; also LIVEKIT_KEYS")
	flags.IntVar(&config.Media.UDPPort, "udp-port", config.Media.UDPPort, "`port` of all media over UDP, 0 for any")
	flags.IntVar(&config.Media.TCPPort, "tcp-port", config.Media.TCPPort, "`port` of media over TCP, 0 for none")
	flags.Func("media-address", "local `address` of the media sockets; may be given several times, all when none is", func(text string) error {
		config.Media.ListenAddresses = append(config.Media.ListenAddresses, text)
		return nil
	})
	flags.Func("node-ip", "`address` to announce beside the local ones; may be given several times", func(text string) error {
		config.Media.ExternalAddresses = append(config.Media.ExternalAddresses, text)
		return nil
	})
	flags.Func("webhook", "`URL` to tell of what happens; may be given several times", func(text string) error {
		config.Webhook.URLs = append(config.Webhook.URLs, text)
		return nil
	})
	flags.StringVar(&config.Webhook.APIKey, "webhook-key", "", "`name` of the API key that signs what is told")
	flags.BoolVar(&config.Media.Loopback, "loopback", false, "announce 127.0.0.1 too")
	flags.BoolVar(&config.Media.Simulate, "dev", false, "obey the clients' simulate messages; never in earnest")
	level := flags.String("log", "info", "`level` of the log: debug, info, warn or error")
	if err := flags.Parse(args); err != nil {
		return flagError(err)
	}
	if given := os.Getenv("LIVEKIT_KEYS"); given != "" && len(keys) == 0 {
		if err := keys.Set(given); err != nil {
			return fmt.Errorf("sfu: LIVEKIT_KEYS: %w", err)
		}
	}
	if len(keys) == 0 {
		return usageError{`sfu: give a key with -keys "name: secret", or in LIVEKIT_KEYS`}
	}
	config.Keys = keys
	if config.Webhook.APIKey == "" && len(keys) == 1 && len(config.Webhook.URLs) > 0 {
		for name := range keys {
			config.Webhook.APIKey = name
		}
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(mediaGCPercent)
	}
	log, err := newLog(LogConfig{Level: *level, Format: "text"}, errs)
	if err != nil {
		return usageError{"sfu: " + err.Error()}
	}
	config.Ready = func(address net.Addr) { fmt.Fprintf(out, "listening on %s\n", address) }
	return signal.Standalone(ctx, config, log)
}

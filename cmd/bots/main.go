// Command bots puts a LiveKit-compatible server under load and prints what it costs.
//
//	go run ./cmd/bots -url ws://127.0.0.1:7880 -keys "devkey: secret" -cameras 1 -subscribers 50 -pid $(pidof dienhong)
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"dienhong/sfu/load"
	sfusignal "dienhong/sfu/signal"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bots:", err)
		os.Exit(1)
	}
}

func run() error {
	var c load.Config
	flag.StringVar(&c.URL, "url", "ws://127.0.0.1:7880", "signalling of the server")
	keys := flag.String("keys", os.Getenv("LIVEKIT_KEYS"), `API key, "name: secret"`)
	flag.StringVar(&c.Room, "room", "bots", "room to join")
	flag.IntVar(&c.Cameras, "cameras", 1, "publishers of a camera")
	flag.IntVar(&c.Microphones, "microphones", 0, "publishers of a microphone")
	flag.IntVar(&c.Subscribers, "subscribers", 50, "receivers of everything")
	flag.IntVar(&c.Kbps, "kbps", 1500, "bit rate of a camera")
	flag.IntVar(&c.FPS, "fps", 30, "frames per second of a camera")
	flag.DurationVar(&c.Warmup, "warmup", 3*time.Second, "time before measuring")
	flag.DurationVar(&c.Duration, "duration", 20*time.Second, "time measured")
	flag.IntVar(&c.PID, "pid", 0, "process id of the server, to measure its CPU and memory")
	flag.Parse()
	parsed, err := sfusignal.ParseKeys(*keys)
	if err != nil {
		return err
	}
	for c.Key, c.Secret = range parsed {
		break
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	r, err := load.Run(ctx, c, func(s string) { fmt.Fprintln(os.Stderr, "bots:", s) })
	if err != nil {
		return err
	}
	if c.Cameras+c.Microphones == 0 {
		fmt.Printf("%d idle participants: server RSS %.1f MB, %.0f kB each, %.3f cores\n",
			c.Subscribers, float64(r.RSS)/(1<<20), float64(r.RSSPerSubscriber)/1024, r.Cores)
		return nil
	}
	fmt.Printf("%d cameras, %d microphones, %d subscribers: %.0f packets/s forwarded, loss %.3f %%, latency p50 %s p99 %s\n",
		c.Cameras, c.Microphones, c.Subscribers, r.PerSec, r.Loss*100, r.P50.Round(10*time.Microsecond), r.P99.Round(10*time.Microsecond))
	if c.PID != 0 {
		fmt.Printf("server: %.2f µs CPU per forwarded packet (user %.2f, system %.2f), RSS %.1f MB, %.0f kB per subscriber; load itself %.2f µs per packet\n",
			r.MicrosPerPacket, r.UserMicros, r.SystemMicros, float64(r.RSS)/(1<<20), float64(r.RSSPerSubscriber)/1024, r.OwnMicros)
	}
	return nil
}

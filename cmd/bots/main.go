// Command bots puts a LiveKit-compatible server under load and prints what it costs.
//
//	go run ./cmd/bots -url ws://127.0.0.1:7880 -keys "devkey: secret" -cameras 1 -subscribers 50 -pid $(pidof dienhong)
//	go run ./cmd/bots -h
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"text/tabwriter"
	"time"

	"dienhong/sfu/load"
	sfusignal "dienhong/sfu/signal"
)

const usage = `bots puts a LiveKit-compatible server under load and prints what that costs it.

What is measured is up to who publishes and who receives:

  1 × N        -cameras 1 -subscribers 50      one camera to many, as when the chair speaks
  audio room   -cameras 0 -microphones 10 -subscribers 50
  N × N        -mesh 8                         each with a camera and a microphone, each receives all others
  churn        -cameras 1 -subscribers 50 -churn 2
                                               two receivers a second leave, and others join in their place
  idle         -cameras 0 -subscribers 100     nobody publishes: what it costs that they are there

Receivers count packets by their clear headers and decrypt few of them, so that they cost less than the server.
With -pid, the server's CPU time and memory are read from /proc: it must run on the same machine. Compare servers
by turns in the same minutes; figures do not travel.

`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bots:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, errs io.Writer) error {
	var c load.Config
	flags := flag.NewFlagSet("bots", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() {
		fmt.Fprint(errs, usage)
		flags.PrintDefaults()
	}
	flags.StringVar(&c.URL, "url", "ws://127.0.0.1:7880", "signalling of the server")
	keys := flags.String("keys", os.Getenv("LIVEKIT_KEYS"), `API key, "name: secret"`)
	flags.StringVar(&c.Room, "room", "bots", "room to join")
	flags.IntVar(&c.Cameras, "cameras", 1, "publishers of a camera")
	flags.IntVar(&c.Microphones, "microphones", 0, "publishers of a microphone")
	flags.IntVar(&c.Subscribers, "subscribers", 50, "receivers of everything")
	flags.IntVar(&c.Mesh, "mesh", 0, "instead of the three above: participants who publish and receive all others")
	flags.Float64Var(&c.Churn, "churn", 0, "receivers a second that leave and are replaced")
	flags.IntVar(&c.Kbps, "kbps", 1500, "bit rate of a camera")
	flags.IntVar(&c.FPS, "fps", 30, "frames per second of a camera")
	flags.DurationVar(&c.Warmup, "warmup", 3*time.Second, "time before measuring")
	flags.DurationVar(&c.Duration, "duration", 20*time.Second, "time measured")
	flags.IntVar(&c.PID, "pid", 0, "process id of the server, to measure its CPU and memory")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if c.Mesh > 0 {
		c.Cameras, c.Microphones, c.Subscribers = 0, 0, 0
	}
	switch {
	case min(c.Cameras, c.Microphones, c.Subscribers, c.Mesh) < 0 || c.Subscribers+c.Mesh == 0 || c.Mesh == 1:
		return errors.New("somebody must be there to receive: see -h")
	case c.Kbps <= 0 || c.FPS <= 0 || c.Duration <= 0 || c.Churn < 0:
		return errors.New("-kbps, -fps and -duration must be more than nothing")
	}
	parsed, err := sfusignal.ParseKeys(*keys)
	if err != nil {
		return err
	}
	for c.Key, c.Secret = range parsed {
		break
	}
	r, err := load.Run(ctx, c, func(s string) { fmt.Fprintln(errs, "bots:", s) })
	if err != nil {
		return err
	}
	return report(out, c, r)
}

// report prints a table of what was measured.
func report(out io.Writer, c load.Config, r load.Result) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(name, format string, values ...any) { fmt.Fprintf(w, name+"\t"+format+"\n", values...) }
	media := c.Cameras+c.Microphones+c.Mesh > 0
	switch {
	case c.Mesh > 0:
		row("room", "%d participants, each with a camera and a microphone", c.Mesh)
	case media:
		row("room", "%d cameras, %d microphones, %d receivers", c.Cameras, c.Microphones, c.Subscribers)
	default:
		row("room", "%d idle participants", c.Subscribers)
	}
	if media {
		row("streams", "%d of %d received", r.Streams, r.Expected)
		row("packets", "%.0f/s received, %.1f Mbit/s, loss %.3f %%", r.PerSec, r.Mbps, r.Loss*100)
		row("latency", "p50 %s, p99 %s", short(r.P50), short(r.P99))
	}
	if c.Churn > 0 {
		row("joins", "%d, to the first media p50 %s, p99 %s", r.Joins, short(r.JoinP50), short(r.JoinP99))
	}
	if c.PID != 0 {
		row("server", "%.3f cores, RSS %.1f MB, %.0f kB for each participant", r.Cores, float64(r.RSS)/(1<<20), float64(r.RSSPerParticipant)/1024)
	}
	if c.PID != 0 && media {
		row("CPU", "%.2f µs for each packet received (user %.2f, system %.2f)", r.MicrosPerPacket, r.UserMicros, r.SystemMicros)
	}
	if media {
		row("load", "%.2f µs for each packet", r.OwnMicros)
	}
	return w.Flush()
}

func short(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) }

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"dienhong/agenda"
	"dienhong/cmd/dienhong/demo"
	"dienhong/cmd/dienhong/demo/papers"
	"dienhong/rooms"
	"dienhong/web"
	"dienhong/web/auth"
	"dienhong/web/certs"
)

// demoFile in the data folder of a demo remembers its meeting and its links, so that it can be started again on the same
// folder. It holds secrets, of a meeting that is made up.
const demoFile = "demo.json"

type demoMemory struct {
	Meeting rooms.MeetingID   `json:"meeting"`
	Tokens  map[string]string `json:"tokens"`
}

// demoReport is what -json prints, in one line.
type demoReport struct {
	Address string            `json:"address"`
	Data    string            `json:"data"`
	Meeting rooms.MeetingID   `json:"meeting"`
	Links   map[string]string `json:"links"`
}

// runDemo runs the server with a prepared meeting and prints a sign-in link for each seat. On a data folder of an earlier
// demo it goes on with that meeting.
func runDemo(ctx context.Context, args []string, out, errs io.Writer) error {
	flags, _ := configFlags("demo", errs)
	listen := flags.String("listen", "127.0.0.1:7880", "`address` to listen on; one that is not loopback gets HTTPS of the server's own authority")
	asJSON := flags.Bool("json", false, "print the address and links as one line of JSON")
	assets := flags.String("assets", "", "`folder` of the built apps, read at every request; for whoever works on them")
	verbose := flags.String("log", "warn", "`level` of the log: debug, info, warn or error")
	if err := flags.Parse(args); err != nil {
		return flagError(err)
	}
	c, err := demoConfig(*listen, flags.Lookup("data").Value.String(), *verbose)
	if err != nil {
		return err
	}
	log, err := newLog(c.Log, errs)
	if err != nil {
		return usageError{"demo: " + err.Error()}
	}
	n, err := newNode(ctx, c, log, *assets)
	if err != nil {
		return err
	}
	defer n.close()
	listeners, err := n.web.Listen(ctx)
	if err != nil {
		return fmt.Errorf("%w\nName another address, for example: demo -listen 127.0.0.1:0", err)
	}
	report, err := prepareDemo(ctx, n, address(c, listeners.Addr()))
	if err != nil {
		listeners.Close()
		return err
	}
	if *asJSON {
		err = json.NewEncoder(out).Encode(report)
	} else {
		err = printDemo(out, report)
	}
	if err != nil {
		listeners.Close()
		return err
	}
	return n.serve(ctx, listeners)
}

// demoConfig is a server for trying out: on loopback without TLS, several people in one browser, media on any port.
func demoConfig(listen, data, level string) (Config, error) {
	c := DefaultConfig()
	c.Log.Level = level
	c.Data = data
	if data == "" {
		folder, err := os.MkdirTemp("", "dienhong-demo-")
		if err != nil {
			return c, fmt.Errorf("make a data folder: %w", err)
		}
		c.Data = folder
	}
	c.Web.Listen, c.Web.PlainListen, c.Web.ManyPeoplePerBrowser = listen, "", true
	c.Media.UDPPort, c.Media.TCPPort, c.Media.Loopback = 0, -1, true
	c.Web.TLS.Mode = certs.OwnCA
	if host, _, err := net.SplitHostPort(listen); err == nil {
		ip, err := netip.ParseAddr(host)
		if host == "localhost" || (err == nil && ip.IsLoopback()) {
			c.Web.TLS.Mode = certs.Off
		} else {
			c.Web.PlainListen = net.JoinHostPort(host, "8080")
		}
	}
	return c, c.Validate()
}

// prepareDemo makes the meeting on a fresh data folder, or finds that of an earlier demo.
func prepareDemo(ctx context.Context, n *node, base string) (demoReport, error) {
	report := demoReport{Address: base, Data: n.config.Data, Links: map[string]string{}}
	memory, err := recallDemo(n.config.Data)
	if errors.Is(err, fs.ErrNotExist) {
		memory, err = makeDemo(ctx, n)
	}
	if err != nil {
		return report, err
	}
	report.Meeting = memory.Meeting
	for key, token := range memory.Tokens {
		report.Links[key] = base + "/vao/" + token
	}
	return report, nil
}

func recallDemo(data string) (demoMemory, error) {
	var memory demoMemory
	text, err := os.ReadFile(filepath.Join(data, demoFile))
	if err == nil {
		err = json.Unmarshal(text, &memory)
	}
	if err != nil {
		return memory, fmt.Errorf("read the demo of %s: %w", data, err)
	}
	return memory, nil
}

func makeDemo(ctx context.Context, n *node) (demoMemory, error) {
	memory := demoMemory{Tokens: map[string]string{}}
	var err error
	memory.Meeting, err = demo.Prepare(ctx, demoHost{n}, func(name string) (io.ReadCloser, error) { return papers.FS.Open(name) }, time.Now())
	if err != nil {
		return memory, err
	}
	if err := awaitPapers(ctx, n, memory.Meeting); err != nil {
		return memory, err
	}
	for _, seat := range demo.Seats() {
		secret, err := n.auth.Invite(ctx, auth.InviteRequest{
			Meeting: memory.Meeting, Person: seat.Person.ID, Kind: rooms.InviteLink, Uses: auth.Unlimited,
			Expires: time.Now().AddDate(0, 3, 0), Replace: true,
		})
		if err != nil {
			return memory, fmt.Errorf("prepare the demo: %w", err)
		}
		memory.Tokens[seat.Key] = secret.Token
	}
	text, err := json.Marshal(memory)
	if err == nil {
		err = writeSecret(filepath.Join(n.config.Data, demoFile), text)
	}
	if err != nil {
		return memory, fmt.Errorf("prepare the demo: %w", err)
	}
	return memory, nil
}

// papersTime bounds the looking through of the demo's papers; it takes a second or two.
const papersTime = time.Minute

// awaitPapers waits until every paper can be shown, so that whoever opens the first link finds a prepared meeting. Pages
// that are not drawn by then are drawn when somebody wants them.
func awaitPapers(ctx context.Context, n *node, meeting rooms.MeetingID) error {
	room, err := n.registry.Open(ctx, meeting)
	if err != nil {
		return err
	}
	for end := time.Now().Add(papersTime); time.Now().Before(end); {
		waiting := 0
		err := room.Read(ctx, func(state *rooms.State) {
			for _, document := range state.Agenda.Documents {
				if document.State == agenda.Checking {
					waiting++
				}
			}
		})
		if err != nil || waiting == 0 {
			return err
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	n.log.Warn("not every paper of the demo can be shown yet")
	return nil
}

func printDemo(out io.Writer, report demoReport) error {
	fmt.Fprintf(out, "\nDiên Hồng  %s\n\n", report.Address)
	table := tabwriter.NewWriter(out, 0, 4, 3, ' ', 0)
	for _, seat := range demo.Seats() {
		fmt.Fprintf(table, "%s\t%s\n", seat.Label, report.Links[seat.Key])
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\nMở mỗi liên kết trong một thẻ trình duyệt. Dừng: Ctrl+C. Chạy tiếp phiên họp này: dienhong demo -data %s\n"+
		"Open each link in a tab of its own. Stop: Ctrl+C. Go on with this meeting: dienhong demo -data %s\n\n", report.Data, report.Data)
	return err
}

// demoHost lets the demo be prepared on a node, by the same commands that its people would send.
type demoHost struct{ n *node }

func (h demoHost) Create(ctx context.Context, by rooms.PersonID, a rooms.Announcement, people []rooms.Person) (rooms.MeetingID, error) {
	return h.n.registry.Create(ctx, by, a, people)
}

func (h demoHost) Command(ctx context.Context, m rooms.MeetingID, actor rooms.PersonID, name string, c rooms.Command) (rooms.Answer, error) {
	room, err := h.n.registry.Open(ctx, m)
	if err != nil {
		return rooms.Answer{}, err
	}
	return room.Do(ctx, rooms.ServerRequest("", actor, name, c))
}

func (h demoHost) Upload(ctx context.Context, m rooms.MeetingID, actor rooms.PersonID, item agenda.ItemID, name, title string, r io.Reader) (agenda.DocumentID, error) {
	room, err := h.n.registry.Open(ctx, m)
	if err != nil {
		return "", err
	}
	return h.n.documents.File(ctx, room, actor, web.Paper{
		Item: item, Name: name, Title: title, Limit: h.n.config.Web.MaxUpload,
	}, r)
}

package pages

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"dienhong/agenda/files"
)

// TestMain makes the test binary its own worker, as main makes the server's, and some workers of ill will.
func TestMain(m *testing.M) {
	workers := map[string]func() error{
		WorkerCommand: func() error { return RunWorker(os.Stdin, os.Stdout) },
		"flaky":       flakyWorker,
		"lying":       lyingWorker,
		"server":      doomedServer,
	}
	if len(os.Args) > 1 && workers[os.Args[1]] != nil {
		if err := workers[os.Args[1]](); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// flakyWorker breaks down at the first page if the file named by its argument is there, and takes that away.
func flakyWorker() error {
	if os.Remove(os.Args[2]) != nil {
		return RunWorker(os.Stdin, os.Stdout)
	}
	out := &breaking{Writer: os.Stdout}
	return RunWorker(os.Stdin, out)
}

// breaking writes one frame and ends the process at the second.
type breaking struct {
	io.Writer
	writes int
}

func (b *breaking) Write(p []byte) (int, error) {
	if b.writes++; b.writes > 2 { // a frame without body is one head and one end
		os.Exit(7)
	}
	return b.Writer.Write(p)
}

// lyingWorker answers what its argument says, as a worker would that a document has taken over.
func lyingWorker() error {
	for {
		var req request
		if _, err := readFrame(os.Stdin, &req); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if req.Open != nil {
			reply := response{Count: 1, Sizes: []PageSize{{W: 595, H: 842}}}
			if os.Args[2] == "sizes" {
				reply.Count = 2
			}
			writeFrame(os.Stdout, reply)
			continue
		}
		page := []byte("<script>alert(1)</script> and some more bytes")
		one := picture{Width: BaseWidth, Type: "image/png", Len: len(page)}
		switch os.Args[2] {
		case "picture":
			writeFrame(os.Stdout, response{Pictures: []picture{one, {Width: ThumbWidth, Type: "image/png", Len: len(page)}}}, page, page)
		case "type":
			one.Type = "text/html"
			writeFrame(os.Stdout, response{Pictures: []picture{one, one}}, page, page)
		case "length":
			one.Len = 1 << 40
			writeFrame(os.Stdout, response{Pictures: []picture{one, one}}, page)
		case "fewer":
			writeFrame(os.Stdout, response{})
		case "frame":
			os.Stdout.WriteString("\xff\xff\xff\xff\xff\xff\xff\xff")
		case "json":
			os.Stdout.WriteString("\x00\x00\x00\x02\x00\x00\x00\x00[]")
		case "code":
			writeFrame(os.Stdout, response{Code: "<b>"})
		}
	}
}

// doomedServer draws a page without end, in the folder and of the document that its arguments name, until it is killed.
func doomedServer() error {
	disk, err := files.Open(os.Args[2])
	if err != nil {
		return err
	}
	doc, err := files.ParseHash(os.Args[3])
	if err != nil {
		return err
	}
	cfg := testConfig()
	cfg.PageTime = 10 * time.Minute
	r, err := New(cfg, disk, slog.New(slog.DiscardHandler), func(Update) {})
	if err != nil {
		return err
	}
	if err := r.Add(doc); err != nil {
		return err
	}
	_, err = r.Page(context.Background(), doc, 0, BaseWidth)
	return err
}

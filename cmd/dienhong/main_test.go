package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"dienhong/agenda/pages"
	"dienhong/clients"
	"dienhong/clients/clientstest"
)

// TestMain lets the test's own binary be the server, and the server's own binary be its workers.
func TestMain(m *testing.M) {
	if os.Getenv("DIENHONG_BE_THE_SERVER") == "1" || (len(os.Args) > 1 && os.Args[1] == pages.WorkerCommand) {
		main()
		return
	}
	os.Exit(m.Run())
}

// server is the whole program in a process of its own, which can be killed.
type server struct {
	t      *testing.T
	data   string
	listen string
	report demoReport
	cmd    *exec.Cmd
	log    lockedBuffer
}

// lockedBuffer gathers what the process says.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// tail is the last n lines.
func (b *lockedBuffer) tail(n int) string {
	lines := strings.Split(b.String(), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

func startServer(t *testing.T) *server {
	t.Helper()
	s := &server{t: t, data: t.TempDir(), listen: "127.0.0.1:0"}
	s.start()
	t.Cleanup(func() {
		s.kill()
		if t.Failed() {
			t.Logf("the server said last:\n%s", s.log.tail(60))
		}
	})
	return s
}

func (s *server) start() {
	s.t.Helper()
	s.cmd = exec.Command(os.Args[0], "demo", "-data", s.data, "-listen", s.listen, "-json", "-log", "debug")
	s.cmd.Env = append(os.Environ(), "DIENHONG_BE_THE_SERVER=1")
	s.cmd.Stderr = &s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		s.t.Fatalf("the server printed no report: %v\n%s", err, s.log.String())
	}
	if err := json.Unmarshal(line, &s.report); err != nil {
		s.t.Fatalf("report %q: %v", line, err)
	}
	address, err := url.Parse(s.report.Address)
	if err != nil {
		s.t.Fatal(err)
	}
	s.listen = address.Host // from now on, so that devices find it again
	go io.Copy(io.Discard, out)
}

// kill is a power cut: nothing of the process gets to say anything.
func (s *server) kill() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill() // it may have ended by itself
	_ = s.cmd.Wait()
	s.cmd = nil
}

// person is somebody who has entered: the cookie of their session.
type person struct {
	s      *server
	cookie string
}

func (s *server) enter(link string) person {
	s.t.Helper()
	token := link[strings.LastIndexByte(link, '/')+1:]
	response := s.post("", "/api/enter", map[string]string{"token": token}, nil)
	for _, cookie := range response.Cookies() {
		if cookie.Value != "" {
			return person{s, cookie.Name + "=" + cookie.Value}
		}
	}
	s.t.Fatalf("no session for %s", link)
	return person{}
}

// post sends JSON as a browser of this server would, and reads the answer into into.
func (s *server) post(cookie, path string, body, into any) *http.Response {
	s.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.report.Address+path, bytes.NewReader(data))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Origin", s.report.Address)
	if cookie != "" {
		request.Header.Set("Cookie", cookie)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= 300 {
		s.t.Fatalf("POST %s: %s %s %v", path, response.Status, answer, err)
	}
	if into != nil {
		if err := json.Unmarshal(answer, into); err != nil {
			s.t.Fatalf("POST %s: %v in %s", path, err, answer)
		}
	}
	return response
}

// sit opens a tablet of the person that comes back after every loss.
func (p person) sit() *clientstest.Tablet {
	p.s.t.Helper()
	return clientstest.Join(p.s.t, "ws"+strings.TrimPrefix(p.s.report.Address, "http")+"/ws/"+string(p.s.report.Meeting), clientstest.Options{
		Header: http.Header{"Cookie": {p.cookie}, "Origin": {p.s.report.Address}}, Stay: true,
	})
}

func must(t *testing.T, tablet *clientstest.Tablet, name string, args any) map[string]any {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	reply, err := tablet.Do(ctx, name, args)
	if err == nil && reply.Error != nil {
		err = fmt.Errorf("refused: %s", reply.Error.Code)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return reply.Data
}

func meetingPhase(p *clientstest.Picture) string {
	meeting, _ := clientstest.Get[clients.MeetingValue](p, "meeting")
	return string(meeting.Phase)
}

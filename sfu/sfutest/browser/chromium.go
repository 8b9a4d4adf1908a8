package browser

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

const callTimeout = 60 * time.Second

// Chromium is a running headless browser.
type Chromium struct {
	cmd   *exec.Cmd
	out   io.WriteCloser
	wg    sync.WaitGroup
	mu    sync.Mutex
	next  int
	calls map[int]chan reply
	dead  error
	log   func(session, text string)
}

type reply struct {
	ID        int             `json:"id"`
	Method    string          `json:"method"`
	SessionID string          `json:"sessionId"`
	Params    json.RawMessage `json:"params"`
	Result    json.RawMessage `json:"result"`
	Error     *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// Start runs Chromium until the test ends. It fails the test, saying what to install, when there is none.
func Start(t testing.TB) *Chromium {
	t.Helper()
	name := os.Getenv("CHROMIUM")
	if name == "" {
		name = "chromium"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("Chromium is needed for this test: install it (Debian: apt-get install chromium) or set CHROMIUM to its path: %v", err)
	}
	toChild, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	in, fromChild, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c := &Chromium{out: out, calls: map[int]chan reply{}, log: func(_, text string) {}}
	if os.Getenv("SFU_LOG") != "" {
		c.log = func(session, text string) { fmt.Fprintln(os.Stderr, "page", session[:4], text) }
	}
	c.cmd = exec.Command(path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
		"--disable-dev-shm-usage", "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
		"--disable-backgrounding-occluded-windows", "--mute-audio",
		"--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required",
		"--auto-accept-this-tab-capture",
		"--user-data-dir="+filepath.Join(t.TempDir(), "profile"), "--remote-debugging-pipe", "about:blank")
	c.cmd.ExtraFiles = []*os.File{toChild, fromChild}
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := c.cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	_ = toChild.Close()
	_ = fromChild.Close()
	c.wg.Add(1)
	go func() { defer c.wg.Done(); c.read(in) }()
	t.Cleanup(c.stop)
	return c
}

func (c *Chromium) stop() {
	_, _ = c.call("", "Browser.close", nil)
	_ = c.out.Close()
	ended := make(chan struct{})
	go func() { _ = c.cmd.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		_ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL) // the group we made, nobody else
		<-ended
	}
	c.wg.Wait()
}

func (c *Chromium) read(in io.ReadCloser) {
	defer in.Close()
	r := bufio.NewReaderSize(in, 1<<20)
	for {
		raw, err := r.ReadBytes(0)
		if err != nil {
			c.mu.Lock()
			c.dead = errors.New("chromium ended")
			for id, ch := range c.calls {
				close(ch)
				delete(c.calls, id)
			}
			c.mu.Unlock()
			return
		}
		var m reply
		if json.Unmarshal(bytes.TrimSuffix(raw, []byte{0}), &m) != nil {
			continue
		}
		if m.ID == 0 {
			c.event(m)
			continue
		}
		c.mu.Lock()
		ch := c.calls[m.ID]
		delete(c.calls, m.ID)
		c.mu.Unlock()
		if ch != nil {
			ch <- m
		}
	}
}

func (c *Chromium) event(m reply) {
	switch m.Method {
	case "Runtime.consoleAPICalled", "Runtime.exceptionThrown":
		var p struct {
			Args []struct {
				Value       any    `json:"value"`
				Description string `json:"description"`
				Preview     struct {
					Properties []struct{ Name, Value string } `json:"properties"`
				} `json:"preview"`
			} `json:"args"`
			ExceptionDetails any `json:"exceptionDetails"`
		}
		_ = json.Unmarshal(m.Params, &p)
		text := ""
		for _, a := range p.Args {
			if a.Value != nil {
				text += fmt.Sprint(a.Value, " ")
			} else {
				text += a.Description + " "
				for _, q := range a.Preview.Properties {
					text += q.Name + "=" + q.Value + " "
				}
			}
		}
		if p.ExceptionDetails != nil {
			text += fmt.Sprint(p.ExceptionDetails)
		}
		c.log(m.SessionID, text)
	}
}

// call sends one DevTools command and waits for its result.
func (c *Chromium) call(session, method string, params any) (json.RawMessage, error) {
	c.mu.Lock()
	if c.dead != nil {
		c.mu.Unlock()
		return nil, c.dead
	}
	c.next++
	id := c.next
	ch := make(chan reply, 1)
	c.calls[id] = ch
	m := map[string]any{"id": id, "method": method}
	if params != nil {
		m["params"] = params
	}
	if session != "" {
		m["sessionId"] = session
	}
	raw, err := json.Marshal(m)
	if err == nil {
		_, err = c.out.Write(append(raw, 0))
	}
	c.mu.Unlock()
	if err != nil {
		return nil, err
	}
	select {
	case r, ok := <-ch:
		if !ok {
			return nil, errors.New("chromium ended")
		}
		if r.Error != nil {
			return nil, fmt.Errorf("%s: %s", method, r.Error.Message)
		}
		return r.Result, nil
	case <-time.After(callTimeout):
		return nil, fmt.Errorf("%s: no answer", method)
	}
}

// Page is a tab.
type Page struct {
	c       *Chromium
	session string
}

// Open opens a tab in a context of its own and waits until it has loaded.
func (c *Chromium) Open(t testing.TB, url string) *Page {
	t.Helper()
	var context struct{ BrowserContextID string }
	c.must(t, "", "Target.createBrowserContext", map[string]any{"disposeOnDetach": true}, &context)
	var target struct{ TargetID string }
	c.must(t, "", "Target.createTarget", map[string]any{
		"url": "about:blank", "browserContextId": context.BrowserContextID, "newWindow": true,
	}, &target)
	var attached struct{ SessionID string }
	c.must(t, "", "Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	p := &Page{c: c, session: attached.SessionID}
	c.must(t, p.session, "Runtime.enable", nil, nil)
	c.must(t, p.session, "Page.enable", nil, nil)
	c.must(t, p.session, "Page.navigate", map[string]any{"url": url}, nil)
	deadline := time.Now().Add(callTimeout)
	for p.Eval(t, `document.readyState === "complete" && location.href !== "about:blank"`) != true {
		if time.Now().After(deadline) {
			t.Fatalf("%s did not load", url)
		}
		time.Sleep(20 * time.Millisecond)
	}
	return p
}

func (c *Chromium) must(t testing.TB, session, method string, params, result any) {
	t.Helper()
	raw, err := c.call(session, method, params)
	if err == nil && result != nil {
		err = json.Unmarshal(raw, result)
	}
	if err != nil {
		t.Fatalf("chromium: %v", err)
	}
}

// Try evaluates an expression in the page, waits for its promise and returns the value.
func (p *Page) Try(expression string) (any, error) {
	raw, err := p.c.call(p.session, "Runtime.evaluate", map[string]any{
		"expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true,
	})
	if err != nil {
		return nil, err
	}
	var r struct {
		Result           struct{ Value any }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		return nil, err
	}
	if r.ExceptionDetails != nil {
		return nil, fmt.Errorf("%s %s", r.ExceptionDetails.Text, r.ExceptionDetails.Exception.Description)
	}
	return r.Result.Value, nil
}

// Eval is Try for what must not fail.
func (p *Page) Eval(t testing.TB, expression string) any {
	t.Helper()
	v, err := p.Try(expression)
	if err != nil {
		t.Fatalf("page: %s: %v", expression, err)
	}
	return v
}

// Do evaluates and waits for what has no value.
func (p *Page) Do(t testing.TB, expression string) {
	t.Helper()
	p.Eval(t, "(async () => { await ("+expression+") })()")
}

// Number evaluates to a number.
func (p *Page) Number(t testing.TB, expression string) float64 {
	t.Helper()
	n, _ := p.Eval(t, expression).(float64)
	return n
}

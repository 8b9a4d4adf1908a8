package pages

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"dienhong/agenda/files"
	"dienhong/agenda/pages/confine"
)

// A worker that breaks down without the document's fault is replaced, and nothing is missing.
func TestBrokenDownWorkerIsReplaced(t *testing.T) {
	trap := filepath.Join(t.TempDir(), "break down")
	if err := os.WriteFile(trap, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	cfg := testConfig()
	cfg.Command = []string{confine.Executable(), "flaky", trap}
	b := newBench(t, cfg)
	doc := b.add(manyPages(3))
	end := b.await(doc, over)
	if end.State != Ready || len(end.Failed) > 0 {
		t.Fatalf("%s %q %v", end.State, end.Code, end.Failed)
	}
	if strings.Count(b.logs.String(), `msg="page worker lost"`) != 1 {
		t.Fatalf("log:\n%s", b.logs)
	}
	b.picture(doc, 0, BaseWidth)
}

// A worker that a document has taken over can do no more than lose its own pages.
func TestLyingWorkerIsNotBelieved(t *testing.T) {
	for _, lie := range []string{"sizes", "picture", "type", "length", "fewer", "frame", "json", "code"} {
		t.Run(lie, func(t *testing.T) {
			cfg := testConfig()
			cfg.Command = []string{confine.Executable(), "lying", lie}
			b := newBench(t, cfg)
			end := b.await(b.add(manyPages(1)), over)
			if end.State != Failed || end.Code != "crashed" {
				t.Errorf("%s %q", end.State, end.Code)
			}
			if n := b.artefacts(); n > 0 {
				t.Errorf("%d artefacts were kept", n)
			}
		})
	}
}

// When no worker can be started the documents wait; they are not at fault.
func TestDocumentsWaitForTheSystem(t *testing.T) {
	program := filepath.Join(t.TempDir(), "worker")
	cfg := testConfig()
	cfg.Workers = 1
	cfg.Command = []string{program, WorkerCommand}
	b := newBench(t, cfg)
	doc := b.add(manyPages(2))
	for !strings.Contains(b.logs.String(), "cannot draw pages") {
		time.Sleep(10 * time.Millisecond)
	}
	if info, err := b.Info(doc); err != nil || info.State != Checking {
		t.Fatalf("%+v %v", info, err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	if end := b.await(doc, over); end.State != Ready {
		t.Fatalf("%s %q", end.State, end.Code)
	}
}

// startWorker has one open on the document.
func startWorker(t *testing.T, b *bench, cfg Config, data []byte) *worker {
	t.Helper()
	doc := newDocument(b.put(data))
	file, err := b.disk.OpenFile(doc.hash)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w, err := b.launch.start(context.WithoutCancel(t.Context()), doc, file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.close)
	_, _, err = w.ask(t.Context(), request{Open: &openRequest{Memory: cfg.Memory, PageTime: cfg.PageTime, MaxPages: 10}}, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func proc(t *testing.T, w *worker, file string) string {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", w.pid, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestWorkerIsConfined(t *testing.T) {
	for name, plain := range map[string]bool{"with namespaces": false, "where they are refused": true} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, testConfig())
			b.launch.plain.Store(plain)
			w := startWorker(t, b, testConfig(), manyPages(1))
			testConfined(t, w)
			if b.launch.plain.Load() {
				return
			}
			for _, kind := range []string{"user", "net", "pid", "ipc", "uts"} {
				theirs, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/%s", w.pid, kind))
				ours, _ := os.Readlink("/proc/self/ns/" + kind)
				if err != nil || theirs == ours {
					t.Errorf("the worker shares our %s: %v", kind, err)
				}
			}
		})
	}
}

func testConfined(t *testing.T, w *worker) {
	for file, want := range map[string][]string{
		"status": {`NoNewPrivs:\t1`, `Seccomp:\t2`},
		"limits": {`core file size +0 +0`, `file size +0 +0`, `cpu time +\d+ +unlimited`, `data size +\d+ +\d+`, `open files +32 +32`},
	} {
		text := proc(t, w, file)
		for _, pattern := range want {
			if !regexp.MustCompile(`(?i)` + pattern).MatchString(text) {
				t.Errorf("%s lacks %q:\n%s", file, pattern, text)
			}
		}
	}
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", w.pid))
	if err != nil || len(threads) == 0 {
		t.Fatalf("threads %v %v", threads, err)
	}
	for _, name := range threads {
		stat, err := os.ReadFile(name)
		if err != nil {
			continue // ended meanwhile
		}
		// After the name in brackets, niceness is the 17th field. proc_pid_stat(5).
		if fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:])); fields[16] != "10" {
			t.Errorf("a thread has niceness %s", fields[16])
		}
	}
	if env := proc(t, w, "environ"); strings.Contains(env, "HOME=") || strings.Contains(env, "PATH=") {
		t.Errorf("the server's environment reached the worker: %q", env)
	}
}

// What a hostile page may take of the machine: less than its limit of heap, the pixels, and the runtime.
func TestHostilePageKeepsToItsMemory(t *testing.T) {
	cfg := testConfig()
	cfg.Memory = 64 << 20
	b := newBench(t, cfg)
	for name, data := range map[string][]byte{"groups": groups(60), "image": hugeImage(9000)} {
		t.Run(name, func(t *testing.T) {
			w := startWorker(t, b, cfg, data)
			before := resident(t, w)
			_, _, err := w.draw(t.Context(), unit{}.request(), time.Minute)
			if code := codeOf(err); err != nil && code != "too_heavy" {
				t.Fatal(err)
			}
			if took := resident(t, w) - before; took > 64<<20+4*3*maxPixels {
				t.Errorf("took %d MiB", took>>20)
			}
		})
	}
}

// resident is the most memory the worker had at once, in bytes.
func resident(t *testing.T, w *worker) (n int64) {
	t.Helper()
	for line := range strings.Lines(proc(t, w, "status")) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			fmt.Sscan(rest, &n)
		}
	}
	return n << 10
}

func TestCloseKillsWorkersAtOnce(t *testing.T) {
	cfg := testConfig() // a minute for each page
	b := newBench(t, cfg)
	doc := b.add(endlessBlanks())
	b.await(doc, func(u Update) bool { return u.State == Rendering })
	waiting := make(chan error, 1)
	go func() {
		_, err := b.Page(context.WithoutCancel(t.Context()), doc, 0, BaseWidth)
		waiting <- err
	}()
	start := time.Now()
	b.Renderer.Close()
	if took := time.Since(start); took > cfg.PageTime/2 {
		t.Errorf("took %v", took)
	}
	if err := <-waiting; codeOf(err) != "closed" {
		t.Errorf("the waiting viewer got %v", err)
	}
	if err := b.Add(doc); err != nil && codeOf(err) != "closed" {
		t.Errorf("Add after Close: %v", err)
	}
	b.disk.Close()
	b.Renderer = nil
}

// A server that dies without a word takes its workers along, however busy they are.
func TestWorkersDieWithTheServer(t *testing.T) {
	dir := t.TempDir()
	disk, err := files.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer disk.Close()
	obj, err := disk.Put(t.Context(), bytes.NewReader(endlessBlanks()), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command(confine.Executable(), "server", dir, obj.Hash.String())
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	var workers []string
	for len(workers) == 0 || !busy(workers[0]) {
		time.Sleep(10 * time.Millisecond)
		workers = childrenOf(t, server.Process.Pid)
	}
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	server.Wait()
	for _, w := range workers {
		for alive(w) {
			time.Sleep(10 * time.Millisecond)
		}
	}
}

// statFields are those of proc_pid_stat(5) from the third on, or nothing when there is no such process.
func statFields(pid string) []string {
	data, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return nil
	}
	return strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
}

func childrenOf(t *testing.T, parent int) (list []string) {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if f := statFields(e.Name()); len(f) > 1 && f[1] == fmt.Sprint(parent) {
			list = append(list, e.Name())
		}
	}
	return list
}

// busy tells whether the process has computed for a while: it is in the endless page then.
func busy(pid string) bool {
	f := statFields(pid)
	return len(f) > 11 && len(f[11]) >= 2 // at least 10 ticks of user time
}

func alive(pid string) bool {
	f := statFields(pid)
	return len(f) > 0 && f[0] != "Z"
}

func TestLostErrorsTellWhy(t *testing.T) {
	w := &worker{}
	err := w.lost(t.Context(), errors.New("pipe"))
	if !errors.Is(err, errLost) || codeOf(err) != "crashed" {
		t.Error(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	if err := w.lost(ctx, errors.New("pipe")); codeOf(err) != "timeout" || errors.Is(err, errSpent) {
		t.Error(err)
	}
}

// FuzzReadFrame: no frame of a worker brings the server down or makes it take more than a frame's memory.
func FuzzReadFrame(f *testing.F) {
	var b bytes.Buffer
	writeFrame(&b, response{Count: 1, Sizes: []PageSize{{1, 2}}}, []byte("body"))
	f.Add(b.Bytes())
	f.Add([]byte("\xff\xff\xff\xff\x00\x00\x00\x00"))
	f.Add([]byte("\x00\x00\x00\x02\x00\x00\x00\x01{}x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var reply response
		body, err := readFrame(bytes.NewReader(data), &reply)
		if err == nil && len(body) > len(data) {
			t.Fatal("a body out of nothing")
		}
	})
}

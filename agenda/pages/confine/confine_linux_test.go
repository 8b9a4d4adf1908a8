package confine

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary be the child that is confined.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "confined" {
		for _, missing := range Self(256 << 20) {
			fmt.Println("missing:", missing)
		}
		children[os.Args[2]]()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

var children = map[string]func(){"nosy": beNosy, "greedy": beGreedy, "tireless": beTireless}

// beNosy tries what a confined process must not be able to do, and says what it could do.
func beNosy() {
	report := func(what string, err error) {
		if err == nil {
			fmt.Println("could", what)
		}
	}
	_, err := os.ReadFile("/etc/passwd")
	report("read a file", err)
	report("write a file", os.WriteFile("confine-test-file", nil, 0o600))
	report("list a folder", func() error { _, err := os.ReadDir("/"); return err }())
	_, err = net.Dial("udp", "127.0.0.1:9")
	report("open a socket", err)
	report("start a program", exec.Command("/bin/true").Run())
	report("signal its parent", syscall.Kill(os.Getppid(), 0))
	report("signal everybody", syscall.Kill(-1, 0))
	_, err = syscall.Mmap(-1, 0, 4096, syscall.PROT_READ|syscall.PROT_EXEC, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	report("make code", err)
	report("raise its limits", syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: 1 << 40, Max: 1 << 40}))

	sum := make(chan int) // goroutines, threads, timers and memory still work
	for range 8 {
		go func() {
			time.Sleep(time.Millisecond)
			sum <- len(fmt.Sprint(make([]int, 100_000)))
		}()
	}
	total := 0
	for range 8 {
		total += <-sum
	}
	fmt.Println("computed", total)
}

func beGreedy() {
	var hoard [][]byte
	for range 64 {
		block := make([]byte, 64<<20)
		for i := 0; i < len(block); i += 4096 {
			block[i] = 1
		}
		hoard = append(hoard, block)
	}
	fmt.Println("could take 4 GiB", len(hoard))
}

func beTireless() {
	if err := LimitCPU(time.Second); err != nil {
		fmt.Println(err)
	}
	for i := 0; ; i++ {
		_ = i
	}
}

// run is a child of the test binary, confined; with namespaces where the system has them.
func run(t *testing.T, kind string) (string, error) {
	t.Helper()
	var out []byte
	var err error
	for _, namespaces := range []bool{true, false} {
		cmd := exec.Command(Executable(), "confined", kind)
		cmd.Dir = t.TempDir()
		cmd.SysProcAttr = Attributes(namespaces)
		if out, err = cmd.CombinedOutput(); cmd.ProcessState != nil {
			break
		}
		t.Logf("without namespaces: %v", err)
	}
	return string(out), err
}

func TestConfinedProcessCanOnlyCompute(t *testing.T) {
	out, err := run(t, "nosy")
	if err != nil || out != "computed 1600008\n" {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	out, err := run(t, "greedy")
	if err == nil || !regexp.MustCompile("out of memory|failed to allocate").MatchString(out) { // Go's words, the race detector's
		t.Errorf("4 GiB of 256 MiB: %v\n%.1000s", err, out)
	}
}

func TestProcessorTimeIsBounded(t *testing.T) {
	out, err := run(t, "tireless")
	if !Spent(err) {
		t.Errorf("ended by %v\n%s", err, out)
	}
}

func TestOtherEndsAreNotSpent(t *testing.T) {
	for _, err := range []error{nil, os.ErrClosed, exec.Command("/bin/false").Run(), exec.Command("/bin/sh", "-c", "kill -9 $$").Run()} {
		if Spent(err) {
			t.Errorf("%v counts as spent", err)
		}
	}
}

func TestKillGroupReachesGrandchildren(t *testing.T) {
	cmd := exec.Command("/bin/sh", "-c", "sleep 1000 & echo started; wait")
	cmd.SysProcAttr = Attributes(false)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 8)
	if _, err := out.Read(line); err != nil || !strings.HasPrefix(string(line), "started") {
		t.Fatalf("%q %v", line, err)
	}
	KillGroup(cmd.Process.Pid)
	if n, err := out.Read(line); err == nil { // the pipe ends only when the grandchild is gone too
		t.Errorf("read %q", line[:n])
	}
	ended := false
	if err := Wait(cmd, func() { ended = cmd.ProcessState == nil }); err == nil || !ended {
		t.Errorf("%v; told in time: %v", err, ended)
	}
}

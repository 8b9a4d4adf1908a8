package pages

import (
	"fmt"
	"runtime"
	"time"

	"dienhong/agenda/pages/confine"
)

// Config of the renderer.
type Config struct {
	// Workers is how many pages are drawn at once, each in a process of its own; 0 means one per core, at most 8.
	Workers int `yaml:"workers"`
	// MaxFileSize of a document, in bytes.
	MaxFileSize int64 `yaml:"max_file_size"`
	// MaxPages of a document.
	MaxPages int `yaml:"max_pages"`
	// PageTime is the processor time that one page may take. By the clock it may take much longer: a busy server is not
	// the page's fault.
	PageTime time.Duration `yaml:"page_time"`
	// Memory that a worker may take beyond its pixels, in bytes.
	Memory int64 `yaml:"memory"`
	// MaxWaiting is how many pages viewers may be waiting for at once; beyond it Page answers ErrBusy.
	MaxWaiting int `yaml:"max_waiting"`

	// Command starts a worker: a program and arguments that end in RunWorker. Empty means this program with
	// WorkerCommand.
	Command []string `yaml:"-"`
}

// Default is right for a server of any size.
func Default() Config {
	return Config{
		MaxFileSize: 100 << 20,
		MaxPages:    2000,
		PageTime:    5 * time.Second,
		Memory:      256 << 20,
		MaxWaiting:  1000,
	}
}

// Validate says which value cannot be used.
func (c Config) Validate() error {
	switch {
	case c.Workers < 0 || c.Workers > 64:
		return fmt.Errorf("workers must be 0 to 64, not %d", c.Workers)
	case c.MaxFileSize < 1:
		return fmt.Errorf("max_file_size must be positive, not %d", c.MaxFileSize)
	case c.MaxPages < 1 || c.MaxPages > maxPagesEver:
		return fmt.Errorf("max_pages must be 1 to %d, not %d", maxPagesEver, c.MaxPages)
	case c.PageTime < 100*time.Millisecond || c.PageTime > 10*time.Minute:
		return fmt.Errorf("page_time must be 100ms to 10m, not %v", c.PageTime)
	case c.Memory < 16<<20:
		return fmt.Errorf("memory must be at least %d, not %d", 16<<20, c.Memory)
	case c.MaxWaiting < 1:
		return fmt.Errorf("max_waiting must be positive, not %d", c.MaxWaiting)
	}
	return nil
}

// maxPagesEver keeps a manifest within the frames that workers send.
const maxPagesEver = 20000

func (c Config) workers() int {
	if c.Workers > 0 {
		return c.Workers
	}
	return min(runtime.NumCPU(), 8)
}

// wallTime bounds one request to a worker by the clock. It is for workers that hang; those that spin reach PageTime.
// Workers give way to everything else, so on a busy machine they may get a tenth of a core.
func (c Config) wallTime() time.Duration { return 20*time.Second + 5*c.PageTime }

func (c Config) command() []string {
	if len(c.Command) > 0 {
		return c.Command
	}
	return []string{confine.Executable(), WorkerCommand}
}

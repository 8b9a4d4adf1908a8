package tools

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// stampName lies in node_modules and says which lock file was installed, and how much of it.
const stampName = ".dienhong-stamp"

// Packages brings the npm packages of the folder app (web/app) when its lock file has changed since the
// last time: those of the product, or with dev also those for checking and testing. No install script of a
// package is run. Packages that were unpacked by other means are used as they are when their stamp fits.
func Packages(ctx context.Context, app string, dev bool, out io.Writer) error {
	want, err := stamp(app, dev)
	if err != nil {
		return err
	}
	have, _ := os.ReadFile(filepath.Join(app, "node_modules", stampName)) // none: never installed
	if fits(string(have), want) {
		return nil
	}
	if err := Node(ctx); err != nil {
		return err
	}
	args := []string{"npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"}
	if !dev {
		args = append(args, "--omit=dev")
	}
	if err := (Command{Dir: app, Args: args, Out: out}).Run(ctx); err != nil {
		return fmt.Errorf("bring the npm packages: %w. Is the npm registry within reach? `npm ping` tells; behind a proxy, set npm's https-proxy", err)
	}
	return os.WriteFile(filepath.Join(app, "node_modules", stampName), []byte(want), 0o644)
}

const (
	onlyProduct = "product "
	everything  = "all "
)

func stamp(app string, dev bool) (string, error) {
	lock, err := os.ReadFile(filepath.Join(app, "package-lock.json"))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(lock)
	kind := onlyProduct
	if dev {
		kind = everything
	}
	return kind + hex.EncodeToString(sum[:]) + "\n", nil
}

// fits reports whether what is installed serves: the same lock file, with at least as much of it.
func fits(have, want string) bool {
	if have == want {
		return true
	}
	return len(want) > len(onlyProduct) && have == everything+want[len(onlyProduct):]
}

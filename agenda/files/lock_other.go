//go:build !unix

package files

import "os"

// tryLock cannot ask here: a temporary file found at start counts as left over. One server per folder, then.
func tryLock(*os.File) bool { return true }

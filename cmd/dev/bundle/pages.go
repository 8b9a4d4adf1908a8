package bundle

import (
	"bytes"
	"fmt"
	"html/template"
	"path/filepath"
	"regexp"
	"strings"
)

// inline finds what a strict Content-Security-Policy forbids in a page.
var inline = regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|javascript:|<script(?:[^>]*)>[^<]`)

// addPages writes one page per app from the template web/app/index.html, whose data is an [App].
func addPages(out tree, templateFile string, apps []App) error {
	t, err := template.New(filepath.Base(templateFile)).ParseFiles(templateFile)
	if err != nil {
		return err
	}
	for _, a := range apps {
		var page bytes.Buffer
		if err := t.Execute(&page, a); err != nil {
			return fmt.Errorf("page of %s: %w", a.Name, err)
		}
		if bad := inline.Find(page.Bytes()); bad != nil {
			return fmt.Errorf("page of %s: %q would need an unsafe Content-Security-Policy; move it into a file", a.Name, bad)
		}
		out[strings.TrimPrefix(a.Page, "/")] = page.Bytes()
	}
	return nil
}

package main

import (
	"flag"
	"io"
	"log/slog"
	"os"
)

// configFlags returns the flags that most commands share, and what they make of the configuration once parsed.
func configFlags(command string, errs io.Writer) (*flag.FlagSet, func() (Config, error)) {
	flags := flag.NewFlagSet(command, flag.ContinueOnError)
	flags.SetOutput(errs)
	file := flags.String("config", "", "configuration `file` (YAML)")
	data := flags.String("data", "", "data `folder`, instead of the configured one")
	return flags, func() (Config, error) {
		c, err := LoadConfig(*file)
		if err != nil {
			return c, err
		}
		if *data != "" {
			c.Data = *data
		}
		return c, c.Validate()
	}
}

func newLog(c LogConfig, w io.Writer) (*slog.Logger, error) {
	if w == nil {
		w = os.Stderr
	}
	handler, err := c.handler(w)
	if err != nil {
		return nil, err
	}
	return slog.New(handler), nil
}

package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"
)

func (s *Server) healthRoutes() []route {
	return []route{
		api("GET", "/healthz", anybody, 200, "The process answers", func(*call, none) (healthy, error) { return healthy{true}, nil }),
		{method: http.MethodGet, path: "/readyz", serve: s.ready, about: about{
			summary: "The server can do its work; 503 and what is wrong when it cannot", status: http.StatusOK, out: typeOf[readiness](),
		}},
		{method: http.MethodGet, path: "/api/openapi.json", serve: s.describe, about: about{
			summary: "This document", status: http.StatusOK, gives: "application/json",
		}},
	}
}

type healthy struct {
	OK bool `json:"ok"`
}

type readiness struct {
	Ready bool `json:"ready"`
	// Checks that failed, by name; what is wrong stands in the log.
	Failed []string `json:"failed"`
}

// checkTime bounds all checks together.
const checkTime = 5 * time.Second

func (s *Server) ready(c *call) error {
	ctx, cancel := context.WithTimeout(c.ctx(), checkTime)
	defer cancel()
	state := readiness{Ready: true, Failed: []string{}}
	failed := func(name string, err error) {
		state.Ready = false
		state.Failed = append(state.Failed, name)
		s.log.Warn("the server is not ready", "check", name, "err", err)
	}
	for name, check := range s.Checks {
		if err := check(ctx); err != nil {
			failed(name, err)
		}
	}
	if s.Certs != nil {
		if err := s.Certs.Check(time.Now()); err != nil {
			failed("certificate", err)
		}
	}
	slices.Sort(state.Failed)
	status := http.StatusOK
	if !state.Ready {
		status = http.StatusServiceUnavailable
	}
	c.answer(status, state)
	return nil
}

func (s *Server) describe(c *call) error {
	c.w.Header().Set("Content-Type", "application/json")
	c.w.Header().Set("Cache-Control", "no-cache")
	_, _ = c.w.Write(s.openapi) // the browser has gone: nobody is left to tell
	return nil
}

// DiskFree returns a check that the file system of folder has so many bytes left.
func DiskFree(folder string, least uint64) func(context.Context) error {
	return func(context.Context) error {
		free, err := diskFree(folder)
		if err == nil && free < least {
			err = fmt.Errorf("%d bytes are free, at least %d are needed", free, least)
		}
		return err
	}
}

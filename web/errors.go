package web

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"dienhong/web/auth"
)

// Error is a refusal with a stable code; the front end has the words.
type Error struct{ code, text string }

// Error describes the refusal for a log.
func (e *Error) Error() string { return e.text }

// Code is stable across versions.
func (e *Error) Code() string { return e.code }

// What can be wrong with a request itself.
var (
	ErrNotFound    = &Error{"not_found", "there is nothing here"}
	ErrMethod      = &Error{"method_not_allowed", "this is not done here that way"}
	ErrBadRequest  = &Error{"request_invalid", "the request cannot be understood"}
	ErrBodyTooBig  = &Error{"request_too_large", "the request is larger than allowed"}
	ErrMediaType   = &Error{"media_type", "the body is not of the type that is expected here"}
	ErrCrossOrigin = &Error{"cross_origin", "the request comes from the page of another server"}
	ErrTooFast     = &Error{"too_fast", "there are too many requests"}
	ErrNoMedia     = &Error{"media_off", "this server has no media server"}
	ErrFileTooBig  = &Error{"document_too_large", "the document is larger than allowed"}
	ErrNotPDF      = &Error{"document_not_pdf", "the file is not a PDF"}
	ErrCutOff      = &Error{"upload_cut_off", "the document did not arrive whole"}
	errInternal    = &Error{"internal", "something failed inside the server"}
)

// statuses translates codes to HTTP. A code that is not here is a refusal all the same: 400. A test holds it against
// the codes that the packages below have.
var statuses = map[string]int{
	"request_invalid": 400, "command_unknown": 400, "command_invalid": 400, "text_empty": 400, "text_too_long": 400,
	"out_of_range": 400, "bad_hash": 400, "bad_name": 400, "bad_width": 400, "login_invalid": 400, "name_invalid": 400,
	"password_length": 400, "password_same": 400, "password_weak": 400, "ballot_rule_invalid": 400, "ballot_unknown_choice": 400,
	"ballot_question_invalid": 400, "ballot_marks": 400, "ballot_envelope": 400, "ballot_share": 400,
	"upload_cut_off": 400,

	"signed_out": 401, "bad_credentials": 401,

	"forbidden": 403, "password_once": 403, "cross_origin": 403, "invite_unknown": 403, "invite_used": 403, "invite_expired": 403, "setup_invalid": 403, "ballot_not_elector": 403, "ballot_not_teller": 403,

	"not_found": 404, "meeting_not_found": 404, "person_not_found": 404, "ballot_not_found": 404, "item_not_found": 404,
	"document_not_found": 404, "account_not_found": 404, "no_page": 404, "media_off": 404, "substitution_not_found": 404,

	"method_not_allowed": 405,

	"command_conflict": 409, "meeting_closed": 409, "wrong_phase": 409, "no_quorum": 409, "not_present": 409,
	"too_many": 409, "page_not_showable": 409, "not_presented": 409, "document_presented": 409, "item_in_use": 409,
	"person_in_use": 409, "exists": 409, "floor_in_queue": 409, "floor_not_in_queue": 409, "floor_nobody": 409,
	"ballot_open": 409, "ballot_group_live": 400, "ballot_withheld": 409, "ballot_wrong_state": 409, "ballot_closed": 409, "ballot_changed": 409, "ballot_already_cast": 409,
	"ballot_accounting": 409, "ballot_no_figures": 409, "ballot_on_paper": 409, "ballot_tellers_missing": 409, "ballot_no_seals": 409,
	"ballot_key_lost": 409, "proxy_off": 409, "proxy_limit": 409, "proxy_twice": 409, "proxy_chain": 409, "substitution_wrong_state": 409,
	"substitute_principal_present": 409, "substitute_role": 409, "substitute_twice": 409, "substitute_chain": 409, "substitute_member": 409,
	"substitute_bound": 409, "substitute_votes_public": 409, "setup_done": 409, "login_taken": 409, "invite_exists": 409, "last_admin": 409,

	"request_too_large": 413, "document_too_large": 413, "too_large": 413,
	"media_type": 415, "document_not_pdf": 415, "not_pdf": 415,

	// What is wrong with a page or a paper, told to who asks for its picture.
	"encrypted": 422, "empty": 422, "too_many_pages": 422, "damaged": 422, "page_size": 422, "too_heavy": 422,
	"timeout": 422, "crashed": 422, "quarantined": 422,

	"too_many_attempts": 429, "too_fast": 429,

	"internal": 500,

	"busy": 503, "retry": 503, "closing": 503, "deposed": 503, "unavailable": 503, "closed": 503,
	"disk_full": 507, "storage_failed": 503, "storage_newer": 500, "storage_broken": 500,
}

// failure is the body of every refusal.
type failure struct {
	Error failureBody `json:"error"`
}

type failureBody struct {
	Code string `json:"code"`
	// Incident finds a fault in the server's log.
	Incident string `json:"incident,omitempty"`
}

// code returns the stable code and the status of an error; a fault without a code is internal.
func code(err error) (string, int) {
	var coded interface{ Code() string }
	if !errors.As(err, &coded) {
		return errInternal.code, http.StatusInternalServerError
	}
	if status := statuses[coded.Code()]; status != 0 {
		return coded.Code(), status
	}
	return coded.Code(), http.StatusBadRequest
}

// fail answers with the error's code and logs what the operator should know: faults with their whole chain, refusals at
// debug. It is the only place where an error of a request is logged.
func (s *Server) fail(c *call, err error) {
	if errors.Is(err, context.Canceled) && c.r.Context().Err() != nil {
		s.log.Debug("the browser has gone", "request", c.id, "route", c.r.Pattern)
		return
	}
	name, status := code(err)
	body := failure{failureBody{Code: name}}
	switch {
	case status >= 500 && status != http.StatusServiceUnavailable:
		body.Error.Incident = c.id
		s.log.Error("a request failed", "incident", c.id, "route", c.r.Pattern, "err", err)
	case status == http.StatusServiceUnavailable:
		c.w.Header().Set("Retry-After", "1")
		s.log.Warn("a request was put off", "request", c.id, "route", c.r.Pattern, "err", err)
	default:
		s.log.Debug("a request was refused", "request", c.id, "route", c.r.Pattern, "err", err)
	}
	var wait *auth.WaitError
	if errors.As(err, &wait) {
		seconds := math.Ceil(wait.After.Seconds())
		c.w.Header().Set("Retry-After", strconv.Itoa(int(max(seconds, 1))))
	}
	c.answer(status, body)
}

// answer writes JSON. What is told about a person must not lie in a cache.
func (c *call) answer(status int, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err) // our own types of strings, numbers and times
	}
	h := c.w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(data)))
	h.Set("Cache-Control", "no-store")
	h.Del("ETag")
	c.w.WriteHeader(status)
	if c.r.Method != http.MethodHead {
		_, _ = c.w.Write(data) // the browser has gone: nobody is left to tell
	}
}

// patience of the server with slow readers and writers.
const (
	bodyTime   = 20 * time.Second
	answerTime = time.Minute
)

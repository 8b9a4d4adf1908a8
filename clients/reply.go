package clients

import (
	"errors"
	"log/slog"

	"dienhong/rooms"
)

// internal is the code for whatever has none: a fault of ours, with an incident by which it is found in the log.
const internal = "internal"

// translated are the codes that mean something else to a device than to the server: a room that is closing here opens
// again here or elsewhere, and in all these cases nothing has happened.
var translated = map[string]string{
	rooms.ErrClosing.Code(): rooms.ErrRetry.Code(),
	rooms.ErrDeposed.Code(): rooms.ErrRetry.Code(),
}

// failure is what a device is told of an error. A fault is logged here, once, with the chain; never with arguments.
func failure(err error, log *slog.Logger) *Failure {
	var coded interface{ Code() string }
	if errors.As(err, &coded) && coded.Code() != internal {
		code := coded.Code()
		if other, yes := translated[code]; yes {
			code = other
		}
		return &Failure{Code: code}
	}
	incident := rooms.NewID()
	log.Error("a command failed", "incident", incident, "err", err)
	return &Failure{Code: internal, Incident: incident}
}

package load

import (
	"context"
	"errors"
	"sync"
	"time"
)

// firstMedia is how long who joins may wait for media.
const firstMedia = 20 * time.Second

// churn lets receivers leave and others take their place, until ctx ends.
func (s *session) churn(ctx context.Context) error {
	if s.c.Churn <= 0 {
		return nil
	}
	tick := time.NewTicker(time.Duration(float64(time.Second) / s.c.Churn))
	defer tick.Stop()
	var mu sync.Mutex
	var first error
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		select {
		case <-ctx.Done():
			wg.Wait()
			return first
		case <-tick.C:
		}
		wg.Go(func() {
			if err := s.replace(ctx); err != nil && ctx.Err() == nil {
				mu.Lock()
				first = errors.Join(first, err)
				mu.Unlock()
			}
		})
	}
}

// replace lets the oldest receiver leave and a new one join, and notes how long that one waited for media.
func (s *session) replace(ctx context.Context) error {
	s.mu.Lock()
	if len(s.receivers) == 0 {
		s.mu.Unlock()
		return nil // all are on their way
	}
	old := s.receivers[0]
	s.receivers = s.receivers[1:]
	s.left.add(old.socket.totals())
	old.closed = true
	s.mu.Unlock()
	old.close()
	ctx, cancel := context.WithTimeout(ctx, firstMedia)
	defer cancel()
	begin := time.Now()
	p, err := s.receiver(ctx)
	if err != nil {
		return err
	}
	select {
	case <-p.socket.first:
		s.joins.add(time.Since(begin))
		return nil
	case <-ctx.Done():
		return errors.New("who joined received nothing in time")
	}
}

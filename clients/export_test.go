package clients

import "dienhong/rooms"

// Stall keeps the follower of a meeting from doing anything until release is called.
func (h *Hub) Stall(id rooms.MeetingID) (release func()) {
	h.mu.Lock()
	f := h.followers[id]
	h.mu.Unlock()
	gate, stalled := make(chan struct{}), make(chan struct{})
	if f == nil || f.post(func() { close(stalled); <-gate }) != nil {
		panic("nobody follows " + id)
	}
	<-stalled
	return func() { close(gate) }
}

package media

// What a subscriber in this process sees of a stream's identity.
const (
	attachedSSRC = 1
	attachedType = 96
)

// Attach begins to forward to somebody in this process instead of a peer: no negotiation, no encryption, no
// feedback. False when the track is closed.
func (d *DownTrack) Attach(to Sender) bool {
	mime := d.up.codec.MimeType
	d.stats.mime.Store(&mime)
	d.bound.Store(&binding{sender: to, ssrc: attachedSSRC, pt: attachedType})
	if !d.up.Subscribe(d) {
		return false
	}
	d.up.RequestKeyFrames()
	return true
}

// Detach ends it; one packet may be on its way still.
func (d *DownTrack) Detach() {
	d.bound.Store(nil)
	d.up.Unsubscribe(d)
}

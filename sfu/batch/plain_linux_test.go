package batch

// setPlain makes a socket do without segmentation.
func setPlain(c *Conn, plain bool) { c.out.plain.Store(plain) }

package workflow

// reduced returns the process with what is plainly sound drawn as one step; nil if there
// is nothing of that kind.
func (d *Definition) reduced() *Definition { return nil }

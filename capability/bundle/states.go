package bundle

// State is where a version stands.
type State string

// The states of a version.
const (
	Draft     State = "draft"
	Published State = "published"
	Replaced  State = "replaced"  // by the next one
	Withdrawn State = "withdrawn" // nobody can apply any more; what runs goes on
)

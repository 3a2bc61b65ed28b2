package shadow

import (
	"context"

	"tongban/capability/casework"
	"tongban/capability/rulebook"
)

// Trials tries rules on a past case; nothing comes of it.
type Trials interface {
	// Would says what v would have done with what was handed in last of f, on the day the case
	// was received.
	Would(ctx context.Context, f *casework.File, v *rulebook.Version) (Verdict, error)
}

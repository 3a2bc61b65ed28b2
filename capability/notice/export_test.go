package notice

// Sample is a paper of a kind with every particular it may have.
var Sample = sample

// OursOf are the built-in words of a template.
func OursOf(name Name) Words { return ours[name].words }

// KindOf is the kind of paper a template is for.
func KindOf(name Name) Kind { return ours[name].Kind }

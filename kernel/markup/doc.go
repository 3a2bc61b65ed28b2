// Package markup reads and writes XML without losing anything of it: a file becomes a tree
// of all that it says, in its order, comments, prefixes and what other vendors added
// included, and the tree is written as that file again.
//
// It refuses what is not XML or larger or deeper than anything people draw, and says in
// which line and what to do. It never fetches anything and resolves no entities but those
// of XML itself: a document type declaration is refused.
package markup

import "embed"

// Messages holds the texts of this package.
//
//go:embed messages.*.toml
var Messages embed.FS

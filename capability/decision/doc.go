// Package decision answers questions by rules that people can read: decisions drawn in
// DMN, their tables and expressions.
//
// A Model is what one file says, compiled. It is pure: it knows no database, no clock and
// no network, and the same inputs give the same answer for ever. An Answer says how it
// came about: for each decision that was asked, the value; for each table, the truth of
// every condition, so that a person can be told why.
//
// Nothing is guessed. A missing input, a number written as text, a date that is none: the
// value is null, and a trouble says why. What a rule cannot be asked is never true.
//
// Words: a Decision (决策) is one question; a table (决策表) answers it by rows (规则行); an
// input (输入) is what has to be known; the hit policy (命中策略) says what counts if several
// rows fit.
//
// Basis: DMN 1.5 (OMG formal/24-01-01), conformance level 2.
package decision

import "embed"

// Messages holds the texts of this package and those below it.
//
//go:embed messages.*.toml
var Messages embed.FS

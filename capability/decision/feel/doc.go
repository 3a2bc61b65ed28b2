// Package feel reads the expressions of decision tables (FEEL, the language of DMN 1.3)
// and evaluates them.
//
//	expression   scan.go, parse.go      text → tree (Expr), with the place of every part
//	unary test   unary.go               "<5", "[1..3], >9", not(…), "-" → Test, whose cases
//	                                    can be looked at for gaps and overlaps
//	compile      compile.go, emit.go    tree → CEL, planned by cel-go: calls of functions of
//	                                    ours over values of ours
//	evaluate     program.go             a pooled activation of slots, a cost limit
//	values       value.go, number.go, temporal.go, zone.go, context.go
//	functions    function_*.go          the built-in functions
//
// Values are nil, bool, string, [Number], [Date], [Time], [DateTime], [Duration], [Months],
// [List], [Context], [Range] and [Function]. Numbers are decimals of 34 digits. Logic has
// three values: what cannot be computed is null, and never an error that ends a decision;
// why it became null is told beside it, as a [Fault] with its place in the text.
//
// Hostile texts end early: the length of a text, the nesting, the cost of an evaluation and
// the size of what it makes are limited, and so is the depth of calls.
//
// Basis: OMG DMN 1.3, clause 10.3 (FEEL) and 9 (S-FEEL).
package feel

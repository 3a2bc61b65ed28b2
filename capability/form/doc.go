// Package form reads the form of an item, asks its questions on pages and checks
// the answers.
//
// A Definition is parsed from the form element of a catalogue item: fields with a
// kind, rules, and the name of the data element (package element) each one means. The
// element says whether answers are protected, how they are masked and written and what
// there is to choose from; a field that contradicts its element is a fault. An older
// document that names no element gets one by where its field is filled from or how it
// is written; Unbound lists those. Answers are Values
// by field key. They arrive from a page (Decode) or as JSON (FromJSON), are brought
// into one way of writing (Normalise) and checked (Check), which reports every
// fault of every field at once.
//
// An answer with parts, an address say, is Values again, and a table is a list of them;
// Path names what is within: "shareholders.2.ratio". Rules across fields are CEL,
// compiled by Parse; they wait while an answer they need is missing. Supported says
// whether every rule of a form is enforced and every list is here. Where it is not,
// the item is for the window.
//
// Words: a topic is one page of a form with at most seven fields; a derived field is
// read out of another one, a computed field worked out of several, and both are shown,
// not asked; a bound file field means a material of the item, so whoever keeps the
// materials keeps the file. Sample makes valid answers from the definition, Carry takes
// answers over to a newer version.
//
// The grammar of the document is docs/capability/form.md. The package stores nothing and
// knows no item: application keeps the Values.
package form

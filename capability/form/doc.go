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
// All seventeen kinds are known to the model. The scalar ones can be filled in
// here; Supported says whether every field of a form is one of them and whether
// every rule of it is enforced. Where it is not, the item is for the window.
//
// Words: a topic is one page of a form with at most seven fields; a derived field
// is computed from another one and shown, not asked; a bound file field means a
// material of the item, so whoever keeps the materials keeps the file.
//
// The package stores nothing and knows no item: casework keeps the Values.
package form

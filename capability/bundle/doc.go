// Package bundle draws several items of the catalogue that belong to one event of a life or a
// business as one (高效办成一件事): one guide, one form, one set of papers.
//
// A Bundle says which items take part, in what order and who needs which. Of it and of the
// versions of its items as they are now a Joint is made: the joint item, on which everything
// works that works on an item. Its form has every data element once, whichever items ask for
// it; where they ask for it differently that is a Clash, which whoever writes the bundle
// settles. What one component results in, and what follows from other answers, is not asked.
//
// What becomes of a bundle that was handed in is package bundlecase.
//
// Basis: 国发〔2024〕3号 (高效办成一件事: one notice, one form, one set of materials).
package bundle

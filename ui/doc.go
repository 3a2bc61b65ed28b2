// Package ui is the design system: the only place with class strings. Pages are
// put together from its components; each takes a small struct of texts that are
// already in the reader's language and knows nothing of the domain.
//
// A component is one .templ file with its example. The examples feed the guide
// page /ui and the tests, so what the guide shows is what is tested.
//
// Rule zero: everything works without JavaScript. htmx only spares the reader a
// jump when a form comes back with mistakes: every answer is a whole page, of
// which Form takes over <main id="main">.
//
// Style sheet, script and icons are built by `make assets` into dist (ui/build)
// and embedded. Without them the package compiles, but Built says what is missing
// and every page says so at its top.
package ui

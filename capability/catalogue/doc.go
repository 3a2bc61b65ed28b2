// Package catalogue holds the services a government offers: what each one is,
// whom it is for, which materials it takes, how long it may take and by which law.
//
// An Item is one published version of a service. Versions are immutable: a case
// keeps the one it was submitted under, and publishing another never moves it.
// What a list delivers is kept as delivered beside what the model makes of it, so that
// nothing is dropped because the model has no name for it. Lists come in as a Batch: staged
// out of sight, put in their places in one unit (package intake reads them).
//
// Words: 事项 Item · 情形 Question · 材料 Material ·
// 法定期限 StatutoryLimit · 承诺期限 PromisedLimit. The guide is the item's
// questions; its answers give a Plan: stop, go elsewhere, or these materials and
// fields. A material's condition is authoritative, the effects of a question are
// hints for the page.
//
// Every item has a slug ("road-qual") and official codes of 12, 31 and 33
// characters; each of them finds it, unless several items share it. What an item
// cannot be kept without is refused (examine); everything else that is doubtful is a
// Finding (package lint). Editors write a version, others publish it (states.go).
//
// Tables: catalogue_item (one row per service), catalogue_version (its versions;
// revision counts the published ones, 0 is an editor's open one, -1 waits for an
// import to end), catalogue_finding (what to look at in a version), catalogue_source
// (the record a version was imported from), catalogue_edition (one row, raised by every change, by which the nodes notice that
// what they hold in memory is out of date).
//
// The package shows nothing to the public (guide), reads no lists (intake), knows no rules
// for editors (its folder lint), fills in no forms (form), takes no applications
// (application) and keeps no outlets (place).
//
// Basis: GB/T 39046-2020, table 4; GB/T 39554.1 and .2-2020 (codes, elements).
package catalogue

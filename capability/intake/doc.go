// Package intake takes lists of items into the catalogue: our own format, and those of
// others that adapters read.
//
// A list is read row by row. A row that is not sound, or older than what is published, is
// refused with its reasons and the others go on; one that says what it said at the last
// import changes nothing. What is new is staged in the catalogue out of sight
// (catalogue.Batch) and published all at once when the whole list has been read, so that
// an import that dies has changed nothing; the next one clears up. Two imports take turns.
//
// Words: 导入 import · 导入记录 ImportRun, the journal · 导入报告 Report. A Reader reads a
// list; a Record is one of its rows.
//
// Tables: intake_import (the journal of imports), intake_row (their rows that changed
// something or were refused).
//
// The package does not say what may replace what (catalogue), nor what an editor should
// look at (catalogue/lint); the pages of the journal are studio's.
package intake

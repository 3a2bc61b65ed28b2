// Package notice makes official papers (文书): what a case or a window tells somebody in
// writing is put into words, laid out, drawn as a signed PDF and checked by anybody who
// is handed one.
//
// Words. A Paper is what has to be said: its kind, number, addressee and particulars, as
// the capability that keeps the facts hands them over. A Template holds the fixed words
// with merge fields such as {applicant}; each kind has built-in ones, by the law the
// service stands in, and a department may put its own in their place: an editor writes a
// draft, somebody else publishes it, versions are kept. A paper is worded by the
// template in force when it was made, for ever. A Sheet is a paper in words, for the
// screen and for the PDF. The Code is a paper's unguessable key on the public page.
//
// A paragraph one of whose fields has no value is left out; one that is a list becomes a
// paragraph for each entry. A paper that lacks what its kind must say cannot be made: no
// denial without reasons and legal ground.
//
// Tables: notice_paper (what was made, with its file; nothing personal but a masked
// name), notice_template, notice_incident (templates that could not be used).
//
// What it does not do: keep the particulars, number papers, or decide who may read one.
// The seal drawn here is a demonstration and says so.
//
// Basis: 行政许可法, arts 32, 38, 39, 42, 45, 47; 行政复议法, arts 20, 24; GB/T 9704-2012 (layout).
package notice

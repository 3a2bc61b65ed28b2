// Package lint says what an editor should look at in an item of the catalogue: what the
// guide to every service must say and this one does not, limits that do not fit each
// other or the law, offers that do not fit what they are for, questions that lead
// nowhere.
//
// A rule is a name, a weight and a pure function of a version; it neither refuses nor
// changes anything. What an item cannot be kept without the catalogue refuses itself.
// The sentence of a rule is the text catalogue.lint.<rule>, which says what to write
// instead. The catalogue is handed Findings when it is put together, so that it does not
// know the rules.
//
// Basis: GB/T 39046-2020, table 4; GB/T 36114-2018; 优化营商环境条例; 行政许可法; each rule
// names its own.
package lint

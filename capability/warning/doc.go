// Package warning tells reviewers what is unusual about a case (风险预警): the same address,
// mobile, number or picture in applications of different applicants, answers that contradict
// each other, an agent whose cases often fail. Each warning says why and with what evidence.
// None decides anything: not a case, not its time limits, not who works on it. What is
// decided by itself waits for a person while a warning is open.
//
// # Words
//
// A Kind is what is looked for, with thresholds as data. A Rule is a condition in CEL that
// holds where answers contradict each other, for one item or for all. A Trace is what a case
// leaves to be compared: keyed digests of values, prints of pictures. A Warning is what was
// found about one case; a reviewer answers it (已核实无问题 or 已处理), and how often warnings of
// a kind were of use is counted, so that useless kinds can be switched off.
//
// # What is kept
//
// No address, number or picture: values are blind indexes (kernel/crypt), pictures are prints
// of some 320 bits, evidence and words are sealed and hold masked values only. Traces are
// deleted 400 days after the application was handed in, warnings three years after they were
// found. A withdrawn application counts for nothing.
//
// # Tables
//
// warning_case, warning_trace, warning_print, warning_warning, warning_kind, warning_rule.
//
// Basis: 行政许可法 art. 34 (what was handed in is examined); 个人信息保护法 arts 6 and 24: no
// more than is needed, and no decision by machine alone.
package warning

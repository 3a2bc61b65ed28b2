// Package drawing does with a BPMN document what a department does with it: reads it as a
// list of steps (Outline), changes it step by step (Op), lays it out (Arrange), draws it
// (Picture) and says how two differ (Differences).
//
// Words: a Row is a line of the list; a part (并行部分, 选择部分) is what lies between a gateway
// that divides and the one that joins again; a branch (分支) is one way through it.
//
// It is pure: documents in, documents out.
package drawing

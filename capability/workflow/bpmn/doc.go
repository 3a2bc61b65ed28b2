// Package bpmn reads and writes processes drawn in BPMN 2.0 (ISO/IEC 19510).
//
// A Document is two things at once. Its tree of elements is all that the file says, in
// its order: diagrams, extensions of other vendors, comments, prefixes. That is what
// Write writes, so that what we do not understand is not lost. Its typed view
// (processes, nodes, flows, what events wait for) is made from the tree and is what an
// engine reads.
//
// Read refuses what is not XML, not BPMN, or does not hold together, and says in which
// line, at which element, and what to do. It never fetches anything, resolves no
// entities but those of XML itself, and refuses what is larger or deeper than any
// process people draw. Whether a process can be executed is not asked here.
//
// A Builder makes documents for processes that nobody has drawn, with a diagram.
//
// Words: a Node (流程节点) is an event, a task, a gateway or a sub-process; a Flow (顺序流)
// leads from one to the next; a Scope (流程层级) is a process or a sub-process with its
// own nodes and flows.
package bpmn

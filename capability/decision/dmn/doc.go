// Package dmn reads and writes decisions drawn in DMN 1.2 to 1.5.
//
// As in package bpmn a Document is two things at once: the tree of all that the file says,
// which Write writes again, diagrams and others' extensions included; and a typed view of
// it (types, inputs, decisions, tables), which is what an engine reads.
//
// Read refuses what is not XML, not DMN, or does not hold together: ids used twice,
// references to nothing, tables whose rows have not as many cells as the table has columns.
// What an expression says is not asked here.
//
// Basis: DMN 1.5 (OMG formal/24-01-01), DMN15.xsd.
package dmn

// Package sheet reads and changes one decision table of a DMN file as people fill in a form:
// its columns, its rows, its hit policy, and the input data it rests on. What it does not
// know of the file it leaves as it is; that a table is right is for package decision to say.
package sheet

// Package rulebook keeps the rules by which what is plainly fine is approved at once (秒批规则):
// one rulebook an item, written in DMN, its inputs tied to sources that were verified.
//
// # Words
//
// A Rulebook belongs to one item and to the department that decides it. Its Draft is what
// somebody writes at the moment; one at a time, guarded against two at once. An Input says
// where the value of each input of the rules comes from. Examples stand beside the rules: what
// is known, and what has to come of it. Publishing makes the draft a Version with a number,
// which never changes again. It takes three things: every example comes out as written, a
// shadow run of exactly this content over real cases is finished (Proof), and another person
// than the authors does it. A version is replaced by the next one or withdrawn.
//
// The rules answer "approve" or anything else, which refers the case to a person. They never
// refuse.
//
// # Keys of inputs
//
// What an Input's Key names depends on its Kind; #part picks a part of what has parts.
//
//	register    a data element of the identity registers: person.birthDate, person.address#region
//	form        a field of the item's form: birthDate, address#detail; guide:KEY is an answer given to the guide
//	licence     TYPE#held (boolean), TYPE#expires (date), TYPE#KEY as the type's elements are called
//	share       RESOURCE#found (boolean), RESOURCE#FIELD as the department answers
//	paper       questions (number): what the pre-check of the papers wants to be looked at again
//	case        agent, counter (boolean): handed in by an agent, at a window
//	credit      commitment, deferral (boolean): whether the record leaves the right to them
//	commitment  signed (boolean): conditions were told and a commitment is signed
//	calendar    today (date)
//
// # Tables
//
// rulebook_rulebook (one row an item), rulebook_version (draft and versions).
//
// # What it does not do
//
// Decide any case: package instant gathers the inputs and asks the version in force.
package rulebook

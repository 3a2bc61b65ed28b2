// Package sim makes the past of a city: people apply, officers decide, dates fall due, and
// all of it is done by the services that serve real people, on a clock that stands where
// the simulation is. No table is written behind the back of its capability.
//
// # Words
//
// A City is an installation of the demo while its past is made. A Matter is one application
// and what becomes of it. A Turn is one thing somebody does in a matter at an instant.
// Turns of a few minutes are one Moment: the clock stands still, and departments work side
// by side.
//
// # The same city again
//
// What happens in a matter is drawn from a stream of its own, made from the seed and the
// matter's ordinal. Within a moment each department works its turns in the order of their
// ordinals, so that numbers come out the same however the processor divides its time. Ids,
// salts and the short numbers people read out are random; the Digest leaves them out.
//
// # What is not done
//
// Texts of the past are not sent, its papers not drawn and its files not packaged: papers and
// licences are drawn when somebody looks for the first time, packages made when they are asked
// for (job.Sparing). Personas apply for nothing here; what they do is for whoever takes them on.
package sim

// Package inspection is the visit to the site that a review may take (现场核查): who goes,
// what they find, photographs, and their signatures, as part of the case.
//
// # Words
//
// A Visit is ordered by whoever reviews the case and names two Inspectors. It is open until
// both have signed the record, or it is called off with a reason. While one is open the
// case cannot be granted: Open is asked in the unit that would.
//
// A record that is changed loses the signatures below it. Who was there for the applicant
// may sign too. With the second inspector's signature the record becomes an official paper
// (现场核查笔录), which the source "inspection" of package notice words and draws.
//
// A record can be taken along on a telephone without a network: what is saved there is sent
// once the network is back. It says which version it was written on; the same record sent
// twice is one.
//
// # Tables
//
// inspection_visit, inspection_photo, inspection_signature. The photographs are package document's.
//
// Basis: 行政许可法, art. 34(3): two or more people verify the substance on the site.
package inspection

// Package agreement is a contract or agreement that belongs to a case (合同签署): its text,
// its parties, and how each of them signed or refused.
//
// # Words
//
// Which agreements an item needs stands in its data (catalogue.Agreement), for everybody or
// for whom a condition holds. A Need is one that a case needs; it is found when the
// application is handed in. An Agreement is drawn up by whoever works on the case, from the
// text of the item or as an uploaded document. Its Parties are the authority, the applicant
// and whoever else is named. It is open until all have signed, one has refused, or it is
// called off; then another may be drawn up. As long as a need is not signed the case
// cannot be granted; whoever decides may excuse a need, with a reason.
//
// # How it is signed
//
// Applicants and further parties sign as applications are signed: drawn, or by their name
// and a code sent to their mobile. The authority signs by the session of one of its staff,
// who types their name. With the last signature the Digest is taken of text and signatures
// alike, and every reader is told whether what is kept still fits it. These are electronic
// signatures, but not reliable ones in the sense of the law (ADR 0031).
//
// # Tables
//
// agreement_need, agreement_agreement, agreement_party. What was drawn is sealed. Uploaded
// documents are package document's.
//
// Basis: 民法典, arts 469, 490 (written form, concluded when all have signed); 电子签名法,
// arts 3, 13, 14.
package agreement

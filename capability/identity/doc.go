// Package identity knows who people are: citizens, firms and who may act for
// them, members of staff, and the sessions in which they are signed in.
//
// Words: a Person is a citizen, a Member is one of staff. A session begins when
// somebody signs in and ends when they sign out, stay idle too long or end it
// from another device. Its token is what the browser or program keeps; we keep a
// digest of it. A persona is a made-up identity of the demo city that can be
// taken on without proof; outside the demo there are none, and a session that
// began with one is worth nothing.
//
// ID number, mobile number and address of a person are sealed, with a blind index
// for exact search. Whoever asks for a Person gets them in full and masks them
// (kernel/mask) before they reach a page.
//
// The package says who somebody is; what they may do is access's business.
//
// Tables: identity_person, identity_firm, identity_agent, identity_staff,
// identity_session, identity_persona.
//
// Legal basis: GB/T 22239-2019 level 3 (unique identity, session time-out, the
// three administrators apart), 个人信息保护法 art. 51 (encryption of personal data).
package identity

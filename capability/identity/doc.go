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
// A Mandate is the power to act for a firm or another person; a session acts under one
// or for oneself. A code is sent to a mobile for one Purpose.
//
// ID number, mobile number, address and e-mail of a person are sealed, with a blind index
// for exact search. Whoever asks for a Person gets them in full and masks them
// (kernel/mask) before they reach a page.
//
// The package says who somebody is; what they may do is access's business.
//
// Tables: identity_person, identity_firm, identity_mandate, identity_use, identity_staff,
// identity_session, identity_code, identity_attempt, identity_persona; identity_agent is
// kept for the release before this one.
//
// Legal basis: GB/T 22239-2019 level 3 (unique identity, session time-out, the
// three administrators apart), 个人信息保护法 art. 51 (encryption of personal data).
package identity

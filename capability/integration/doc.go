// Package integration lets the programs of others in: a department's own system, a bank's,
// another city's. Each has a service key that an administrator made for it.
//
// Words: an Integrator is who runs such a program; a Key is what it may do, until when and
// how often; its secret begins with "tbk_", is shown once and kept as a digest. A Scope is
// a part of the API a key opens, see scopes: what is in no scope no key can reach, and
// nothing in a scope changes anything. To act for people a program needs their own
// sign-in, not a key.
//
// With casework.status a program sees where cases of its own department stand and nothing
// of whose they are: the matrix of access gives it no more.
//
// A key lives by the real time, like a session. Its rate is counted on each node, in
// memory: it protects the machine.
//
// Table: integration_key.
//
// Legal basis: GB/T 22239-2019 level 3 (unique identity, least privilege, audit of
// programs as of people), 网络数据安全管理条例 (国令第790号) art. 12 (limits and records where
// data is provided to others).
package integration

// Package office is the office that runs this installation: which city it serves, set up
// once, and what its administrators look after: departments, outlets and staff accounts.
//
// Words: an installation is set up when its operator has opened the set-up link and named
// the city, the main outlet and the first two administrators. The link is in a file that
// only the operator can read; it is good until somebody has used it. Before, the public
// sees that the platform is not open yet. The first steps are what an office does until
// its first case is decided; what is done is found, not ticked.
//
// The system administrator opens accounts and keeps departments and outlets; the security
// administrator gives roles. Neither changes their own account, and passwords of
// administrators are set anew by the operator only, on the machine. So nobody gathers
// power alone.
//
// The accounts themselves are identity's, regions, departments and outlets place's.
//
// Tables: office_office.
//
// Legal basis: GB/T 22239-2019 level 3, 8.1.5 (system, security and audit administration
// apart).
package office

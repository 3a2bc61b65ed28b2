// Package application is what an applicant does before the office has anything: answer
// the guide, fill in the form, bring the materials, check it all and hand it in. It comes
// back once if the office asks for corrections.
//
// # Words
//
// An Application is a draft until it is handed in; then a case (package casework) exists,
// and the application is its working copy for a correction. Work is an application with
// what it takes to go on: the item and form of today, the plan the answers make, and what
// is still wrong. A look-up is what the city fetches with consent instead of asking for
// papers: licences the applicant holds, data other departments share.
//
// # How it works
//
// Saving refuses nothing and reports everything; handing in wants all of it right. A draft
// is held against the item as it is published now, a correction against the version its
// case carries. Handing in is one unit: casework.Receive stores the case, the application
// is tied to it.
//
// # Filling in
//
// What is known fills the form by data element: the applicant's earlier cases, the registers
// of persons and firms, licences the applicant lets us look up; what comes later counts more.
// Each answer says where it is from until it is changed. Who the applicant is, is certain and
// not asked. Who acts for another fills in the other's application; handing in needs a power
// that says so.
//
// # Signing
//
// A Signature is how somebody stood by one submission: drawn, or typed with a code sent to
// their mobile, under the digest of exactly what was handed in; a program's session stands for
// it and is called that (ADR 0031). A Cosigner is somebody named in a part that is not the
// applicant's, each seller of a flat; they sign their own part, by their link or before a clerk
// (ADR 0030). A Finding is what precheck noticed before; it holds nobody
// up. A walk-through (申报说明) is the real form with made-up answers for anybody to try; it
// stores nothing.
//
// Several items may be applied for as one: a Joint is what was handed in so, as it was signed,
// and a Share of it is an application of one item with a case of its own (ADR 0073).
//
// # Tables
//
// casework_application, casework_material: they keep the names they were created with,
// since an older program may still run beside this one (ADR 0022). application_signature: one
// row for each submission. application_prefill: where the answers of a draft are from.
// application_invitation: links to parts that others fill in. application_cosigner: who has to
// sign such a part, and who has. application_joint: what was handed in for several items as one.
// application_share: the applications that are shares of it.
//
// Basis: 行政许可法 arts 29, 31, 32; 个人信息保护法 arts 13, 14, 17, 23; 电子签名法 arts 3, 13, 14;
// 国务院关于在线政务服务的若干规定 arts 6, 8.
package application

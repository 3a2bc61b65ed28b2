// Package archive keeps finished cases as packages that can be read and checked without
// this program (归档).
//
// # Words
//
// A Package is a ZIP file of one case: what was applied for (class A), what was done about
// it (class B) and what came of it (class C), an index of all with digests in JSON and as a
// page, and the signature of this installation over the index. An Entry is the row that
// says how far a case has come: none, packaged, checked, transferred.
//
// A package is checked four ways: authentic (signed by an installation one knows, and
// every step one the law's table allows), complete (every file with its digest, every
// element that is required), usable (each file is what it says it is), safe (nothing that
// runs). It is checked when it is made, and again before every export; one that fails is
// not handed out.
//
// Files nobody has scanned for viruses are kept as the preview that was made of them anew.
//
// Tables: archive_package.
//
// Basis: 国务院关于在线政务服务的若干规定 (国令第716号), arts 8–12; 档案法, art. 37 (electronic
// archives: 来源可靠、程序规范、要素合规); 国办发〔2023〕26号.
package archive

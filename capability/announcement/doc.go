// Package announcement tells the public: notices, publicity of what is going to be
// decided, announcements and policies (公示公告), by departments and about items.
//
// Words: an Announcement has versions. An editor writes a draft, somebody else
// publishes it; what is published is never changed. A correction (更正) is a new
// version that says what it corrects and takes the place of the one before; a
// withdrawal (撤回) leaves the title and the reason. A publicity (公示) has a period in
// which objections are taken, and says where.
//
// Basis: 政府信息公开条例 (2019), arts. 20 (what is to be made public), 23 (where) and 26
// (within twenty working days, and kept current); 行政许可法, art. 46 (what concerns the
// public is announced before it is decided).
//
// Lists and the search ask the database: the newest come by an index, and words are
// looked for in the newest mostSearched only, so neither grows with the archive. There
// is no copy in memory: what is published or withdrawn on one node is so on all at
// once, which a notice owes its readers more than a typo forgiven.
//
// It does not deliver: who subscribes reads the Atom feed. It holds no files.
//
// Tables: announcement_version, announcement_item.
package announcement

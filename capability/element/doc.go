// Package element is the dictionary of data elements (数据元): one name for each fact
// that forms ask for, licences state and registers know.
//
// A name is subject.attribute: "person.idNumber", "org.uscc", "child.birthTime". The
// subject says whom or what the fact is about, and in which part: the one who
// applies is person, a mother is mother. Whatever names the same element means the
// same fact, so filling a form from a licence, asking once for several services and
// masking are joins on the name.
//
// Each element has a kind, which says what an answer may look like; a sensitivity,
// which says who may see it; a mask, which says what stays visible; and, where its
// answers are chosen from a list, a code list. Each list says how sure we are of
// its values: source (the text was read), standard (known by its number) or memory.
//
// The dictionary is written by hand in elements.toml and codes.toml and is part of
// the program: an element may be added, its meaning is never changed, because
// stored answers are sealed under its name and looks are recorded by it.
//
// The package stores nothing. It knows no form and no item; form holds its fields
// against it.
//
// Basis: GB/T 39046-2020; GB/T 18391 (names of data elements); 个人信息保护法, art. 28.
package element

// Package search finds short documents, such as service items, in memory: by words in
// Chinese, by pinyin and by pinyin initials, and in spite of a typing error.
//
// # Words
//
// A Doc has fields of text with a weight. Of a text only letters and digits count,
// full-width ones and capitals as their ordinary small form. A symbol is the number of
// such a character. A term is what the index has postings of: a symbol, a pair (two
// neighbouring symbols, at least one of them Han, whatever stood between them) and a
// word (a run of Latin letters and digits). Chinese is not split into words: pairs need
// no dictionary and miss nothing. A posting is a document with the impact of the term
// there: the weights of the fields that have it, less in long ones.
//
// # What is found
//
// A query is a row of tokens. A Han character stands for itself, or, for less, for any
// that sounds the same; of a character with several readings each counts. Letters are a
// Latin word or its beginning, and pinyin: syllables, initials, both mixed, the last one
// perhaps unfinished, with spaces or without. Where they can be split in several ways, the
// likeliest few are all looked for. Han characters and letters may be mixed: 食品jyxk.
//
// A document is found if it has a third of the neighbours of the query, weighed by
// rarity, of those that any document has: words a citizen puts around the name of a
// service do not hide it, and common words alone do not find everything. What sounds
// alike is half as much evidence as what is written so. Initials and Latin words count
// only whole. A name (a field with Pinyin) is also found by two of its characters
// wherever they are, by all of the query's in any order, and with one character wrong,
// missing or too much. So 火星 finds nothing where nobody offers it.
//
// # How
//
// Search gathers candidates by the rarest terms until 250,000 postings are read, keeps
// the most promising ones that the caller wants at all, and reads their texts to rank
// them: by how much of the query they have and in which field, and by how like the whole
// query a name is, the very name first. Pinyin costs no postings: the pairs of the
// whole index are sorted by the initials of their two characters, so letters are turned
// into the pairs they may mean.
//
// An Index is built once and never changes, so it is read without locks; who publishes
// a document builds a new one.
package search

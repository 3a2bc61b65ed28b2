// Package search finds short documents, such as service items, by words in
// Chinese, by pinyin and by pinyin initials, in memory.
//
// Words: a Doc has fields of text with a weight. A run is a piece of text in one
// script. A term is what the index knows: of a Han run its characters and its
// pairs of neighbouring characters (bigrams), of a Latin run the word. Chinese is
// not split into words: bigrams need no dictionary and miss nothing.
//
// An Index is built once and never changes, so it is read without locks; who
// publishes a document builds a new one. What a query term stands for is decided
// in one place, expand, where synonyms and typing errors join later.
package search

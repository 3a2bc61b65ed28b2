// Package assistant helps people find a service: by words, by theme, stage of life,
// department and region. It offers what it finds on the home page, on pages of
// lists and to the API.
//
// The catalogue knows what is published and what has which words; this package
// knows what a reader asked and how to answer, also when nothing was found.
package assistant

// Package assistant helps people find a service: by words, by theme, by
// department and by region. It offers what it finds on the home page, on
// pages of lists and to the API, and learns from what is not found.
//
// Words: 同义词 Synonym, an everyday word with what it is called officially · 查找情况
// Demand, how often something was looked for. A query is what somebody typed; its
// Alternatives say it by official names; the Nearest are parts of it that find
// something when the whole does not. A search is counted by its words, or among the
// others if they could say who somebody is.
//
// The catalogue knows what is published, which words it has and how many of the
// found services have which property; place knows regions and departments. Synonyms
// are in memory and read again when their edition has changed. Counts are gathered
// in memory and stored once a minute.
//
// Tables: assistant_synonym, assistant_edition (one row, raised by every change of a
// synonym), assistant_query (per day and words), assistant_click (per day and
// service).
//
// It does not know who asks, and keeps nothing that could tell.
//
// Basis: 个人信息保护法, arts 6 and 19.
package assistant

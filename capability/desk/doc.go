// Package desk is where staff work on cases: the worklists, the case as its handlers see
// it, and the commands they give. What a command does is casework's; the desk shows what
// may be done and asks for what it takes.
//
// # Words
//
// A Worklist (待办) is the open tasks a person may take, by deadline. A Mark (批注) is a remark
// on a place in a material; a Phrase (常用语) is what is written often.
//
// Basis: 行政许可法 arts 32–44; 个人信息保护法 arts 6, 51.
package desk

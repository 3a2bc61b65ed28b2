// Package wallet is what a holder does with licences (我的证照): look at them, hold one out
// to a checker, have a copy drawn for one purpose, read what they were used for, and end a
// consent to their use. Who acts for a firm sees the firm's.
//
// # Words
//
// To show (亮证) is to hold a code out that is good for one reader and for a minute and a
// half; the page makes a new one each minute. A copy bears its only purpose across. The uses
// of a licence are kept for its holder; a consent is for one application.
//
// What a licence is, its versions, its register and everybody's check are package
// licence's; so are the rows of uses, consents and copies, since they are written in the
// units in which a licence is used.
//
// It keeps nothing of its own.
//
// Basis: 国令716, art. 10; 个人信息保护法, arts 15, 44, 45.
package wallet

// Package window is the counter where one clerk takes in applications for every
// department (综合窗口) and hands out what they decided (统一出件).
//
// # Words
//
// A Visit is one person helped with one matter: at the counter, or on the telephone where
// staff may fill in but nobody can sign. A Card is what an ID card says, typed or read by
// a machine that behaves as a keyboard. An Aid (帮办代办) is the record of who of the staff
// did what on whose application. An Original (原件) is a paper that somebody held beside
// its copy. A Handout is results given out at one time, with a list that says who received
// them.
//
// # How it works
//
// The draft is package application's and belongs to the person at the counter; the clerk
// acts for them (application.Helping). Taking in is application.TakeIn and then the
// command of casework that the clerk chose, in one request: accept, tell once what is
// missing, or refuse. A second click finds what the first has done. Whatever the window
// keeps of its own is written before, so that nothing is lost if the second half fails;
// the case then stands as received and the clerk goes on from its page.
//
// A signature is drawn on the clerk's screen, written on the printed application, or drawn
// on the applicant's own telephone, which a short-lived link opens.
//
// # What it does not do
//
// It decides nothing, and it has no second form: questions, files and notices are those of
// the applicant's own pages. Cards are not read by a driver of ours.
//
// # Tables
//
// window_visit, window_aid, window_original, window_signing, window_handout,
// window_handed.
//
// Basis: 行政许可法 arts 26, 29, 32, 44; 优化营商环境条例 arts 35–37; 不动产登记暂行条例 art. 17.
package window

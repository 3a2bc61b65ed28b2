// Package entitlement finds who is entitled to something by data the city already holds, says
// so, and lets them take it with one tap (免申即享).
//
// # Words
//
// A Programme (免申即享项目) is a rule in a file: the item that is applied for, the decision in
// DMN, where its inputs come from and on what legal ground they may be used for this, whom to
// look through, what the form is filled with and what is still asked. An Invitation (邀约) tells
// one person what they are entitled to and why; it holds the Facts (依据) that the rule was told,
// with who said so. Confirming (确认领取) hands an ordinary application in, in the person's own
// session; the ordinary rules and people decide on it. Declining (暂不需要) lasts until the facts
// change. An objection (不参加匹配) keeps a person from being looked at by any programme until
// they take it back.
//
// # What holds
//
// Nobody is invited whom the rule does not call entitled with every value certain. Nobody is
// enrolled who has not confirmed. Nobody who objects is looked at. One invitation leads to one
// case, whoever taps how often, and whatever dies between.
//
// # What it does not do
//
// Decide: that is casework's, or a rulebook's (package instant). Edit programmes: they are files,
// reviewed as the program is (ADR 0074); a department pauses and stops its own.
//
// # Tables
//
// entitlement_programme, entitlement_switching, entitlement_person, entitlement_look,
// entitlement_due, entitlement_invitation.
//
// Basis: 个人信息保护法, arts 13(1)(3), 24, 44 (processing within a statutory duty; automated
// decisions explained; the right to refuse); 政务数据共享条例; 国办发〔2022〕22号 (免申即享).
package entitlement

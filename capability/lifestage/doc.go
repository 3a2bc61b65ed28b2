// Package lifestage leads through a life (个人全生命周期) and through the life of a firm
// (企业全生命周期), and suggests what its reader may need next (接下来可能要办).
//
// # Words
//
// A Stage is a part of a life: birth, school, … founding, closing. Stages are data
// (stages.toml). What is in one follows from the catalogue: the themes of a service, words in
// its name, its code; bundles by their code or their first service. A Suggestion is a service
// or a bundle with the Reason it is suggested for: the reader's age by the register, a licence
// of theirs that runs out, something that was granted to them and usually leads on.
//
// # What is not done
//
// Nothing is concluded from what is sensitive (health, disability, aid, death), nor from what
// belongs to others: who acts for another person is told nothing about them, who acts for a
// firm gets the firm's. Suggestions are worked out when they are looked at, from bounded reads,
// and kept nowhere; kept is only whether somebody wants them, and digests of those they do not
// want to see again.
//
// # Tables
//
// lifestage_switch, lifestage_dismissal.
//
// Basis: 国发〔2024〕3号 (one matter at a time, by the life of people and firms); 个人信息保护法
// arts 6, 24, 28.
package lifestage

// Package guide shows people what to do about a service: the page of an item of the
// catalogue (办事指南) with its questions, what to bring for the answers, where to go, and
// the list to take along (我要带什么), which somebody keeps as a link without signing in.
//
// The page is drawn from a version of the item alone; what follows from answers is
// catalogue's (Item.Plan). Nothing is made a fact that the department has not said, and
// what it has not said is named. Other capabilities fill the places catalogue.HistoryPlace
// and catalogue.AnnouncementsPlace. Those who take applications ask the same questions
// (Questions) and end for the same reasons (Blocked, EndBanner).
//
// Words: 办事指南 the page · 情形引导 Questions · 我要带什么 KeptPlan · 办理地点 Desks. A voice
// says an item's texts to one reader and remembers what there is in Chinese only.
//
// Table: guide_plan (answers kept as a link; a year after they were last wanted they are
// forgotten).
//
// Basis: GB/T 39046-2020, table 4; 国办发〔2021〕15号: say all of it at once.
package guide

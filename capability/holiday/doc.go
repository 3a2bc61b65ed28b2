// Package holiday keeps the notices by which the State Council says which days are off and
// which weekend days are worked, beyond those the program was built with.
//
// A notice is entered from its text, once, and binds from that instant: Calendar returns
// the calendar that follows from all of them, and whoever counts working days asks for it
// each time. Those who keep dates subscribe and count them again; what they have moved they
// show in CalendarPlace on the page of the calendar.
//
// Words: 放假通知 calendar.Notice · 休息日 off · 调休上班 worked.
//
// Table: holiday_notice.
//
// Basis: 全国年节及纪念日放假办法 (2024), arts 2, 7.
package holiday

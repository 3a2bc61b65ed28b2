// Package studio is where editors see and correct what an import brought, and where
// publishers put versions in force. It keeps nothing itself: it shows and drives
// what catalogue stores.
//
// An item is corrected topic by topic. A Topic is a part of an item that has one
// page: its fields are named as the item's elements ("materials[2].name"), so that
// a finding of catalogue leads to the field it is about, and a fault to the place
// where it was typed. What no topic holds (guide, form, procedure, result) is shown
// and not changed here.
//
// Words: 事项管理 the list of items · 问题 catalogue.Finding · 修改 topic ·
// 改动 change between two versions · 导入记录 an import and its rows.
//
// The package does not decide who may do what to which version, nor what a version
// may become: that is catalogue's, by access and by its life cycle.
package studio

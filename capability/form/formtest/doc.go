// Package formtest helps tests with forms: Breaks breaks each rule of a form alone,
// Fill submits a page as a browser does.
//
// Everything is made from the definition itself, so that a form somebody writes
// tomorrow is tested like those of today.
package formtest

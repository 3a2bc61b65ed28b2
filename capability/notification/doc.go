// Package notification tells people what has happened to what is theirs: a message
// they find when they sign in, and a text to their mobile.
//
// A Message is stored in the unit that causes it; the text is sent by a job
// afterwards, so that a slow or broken gateway never holds a decision up.
//
// Tables: notification_message.
package notification

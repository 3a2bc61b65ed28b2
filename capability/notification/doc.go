// Package notification tells people what has happened to what is theirs: a message
// they find when they sign in, and a text to their mobile.
//
// A Message is stored in the unit that causes it; the text is sent by a job
// afterwards, so that a slow or broken gateway never holds a decision up.
//
// A message has a Kind. Whom it is for may say of which kinds they want texts; on the
// pages everybody finds every message, so nobody misses a legal notice by a preference.
// Messages about one thing, which have one link, stand together.
//
// Tables: notification_message, notification_silence.
package notification

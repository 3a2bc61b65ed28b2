// Package bundlestudio is where officials put bundles (高效办成一件事) together, watch the joint
// form and the joint list of papers build themselves, settle what clashes, and where another
// person publishes. It keeps nothing itself: it shows and drives what package bundle stores.
//
// A draft is changed part by part: what is typed on one page is put into the draft as it is
// then, so that two people who work on different parts meet only when they save at once.
// Everything works without JavaScript.
package bundlestudio

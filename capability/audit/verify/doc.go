// Package verify checks the transparency log from a copy of its files, without
// the server and without trusting it.
package verify

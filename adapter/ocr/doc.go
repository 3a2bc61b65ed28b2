// Package ocr reads text in pictures: with tesseract where it is installed (Tesseract),
// by playing (Fake), or not at all (None).
package ocr

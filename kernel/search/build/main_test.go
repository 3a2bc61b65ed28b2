package main

import (
	"os"
	"testing"
)

func TestReadingsAreThoseOfTheDictionary(t *testing.T) {
	there, err := os.ReadFile("../readings.txt")
	if err != nil {
		t.Fatal(err)
	}
	if table() != string(there) {
		t.Error("readings.txt is not what the dictionary says: go run ./kernel/search/build")
	}
}

// Package e2e tells whole journeys through the city, on the real program.
package e2e

import (
	"os"
	"testing"

	_ "tongban/app" // a change of the program runs the stories again
	"tongban/e2e/world"
)

func TestMain(m *testing.M) {
	code := m.Run()
	world.Cleanup()
	os.Exit(code)
}

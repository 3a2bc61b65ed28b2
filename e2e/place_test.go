package e2e

import (
	"net/http"
	"testing"

	"tongban/e2e/world"
)

func TestADeskNamesWhatItTakes(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		reader := w.Anybody()
		if hall := reader.Get(world.Page("/halls/center")).Is(http.StatusOK); !hall.Holds(`href="/items/road-qual"`) {
			t.Error("the city's centre does not name an item of the city")
		}
		if station := reader.Get(world.Page("/halls/tingquan")).Is(http.StatusOK); station.Holds(`href="/items/road-qual"`) {
			t.Error("a village names an item that is applied for in the city")
		}
		reader.Get(world.Page("/halls/nowhere")).Is(http.StatusNotFound)
	})
}

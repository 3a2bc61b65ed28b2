package bench

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tongban/kernel/clock"
)

// callers has n goroutines do(caller, i) for every i below count, each as soon as
// it is free, and returns how long all took. The first error ends it.
func callers(n, count int, do func(caller, i int) error) (time.Duration, error) {
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var all sync.WaitGroup
	watch := clock.Start()
	for caller := range n {
		all.Go(func() {
			for failed.Load() == nil {
				i := int(next.Add(1)) - 1
				if i >= count {
					return
				}
				if err := do(caller, i); err != nil {
					failed.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	all.Wait()
	took := watch.Elapsed()
	if err := failed.Load(); err != nil {
		return took, *err
	}
	return took, nil
}

// arrivals has the same done at rate a second on average, whether or not earlier
// ones have been answered, with random gaps as between people. It returns how long
// each took from the instant it was due, the wait for a free caller included.
func arrivals(n, count int, rate float64, do func(caller, i int) error) ([]time.Duration, error) {
	random := rand.New(rand.NewPCG(1, 2)) // the same arrivals every time
	due := make([]time.Duration, count)
	var at float64
	for i := range due {
		at += -math.Log(1-random.Float64()) / rate
		due[i] = time.Duration(at * float64(time.Second))
	}
	took := make([]time.Duration, count)
	watch := clock.Start()
	_, err := callers(n, count, func(caller, i int) error {
		time.Sleep(due[i] - watch.Elapsed())
		err := do(caller, i)
		took[i] = watch.Elapsed() - due[i]
		return err
	})
	return took, err
}

// median returns the middle of values.
func median(values []float64) float64 { return quantile(values, 0.5) }

// quantile returns the value below which the share q of values lies.
func quantile(values []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(q*float64(len(sorted)-1)+0.5)]
}

// perSecond turns a count and a time into a rate.
func perSecond(count int, took time.Duration) float64 { return float64(count) / took.Seconds() }

// rounded keeps two decimals: more would be noise.
func rounded(v float64) float64 { return math.Round(v*100) / 100 }

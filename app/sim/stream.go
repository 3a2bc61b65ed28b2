package sim

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// stream is where chance comes from: the same seed, name and ordinal give the same.
type stream struct{ *rand.Rand }

func newStream(seed uint64, name string, ordinal int) stream {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // never fails
	return stream{rand.New(rand.NewPCG(seed, h.Sum64()+uint64(ordinal)*0x9e3779b97f4a7c15))}
}

// happens is true with probability p.
func (s stream) happens(p float64) bool { return s.Float64() < p }

// around returns a factor whose median is 1: two of three lie within exp(±spread).
func (s stream) around(spread float64) float64 { return math.Exp(s.NormFloat64() * spread) }

// between returns a number from a to b.
func (s stream) between(a, b float64) float64 { return a + (b-a)*s.Float64() }

// weighted returns an index, each as likely as its weight.
func (s stream) weighted(weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	at := s.Float64() * sum
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// one returns one of list.
func one[T any](s stream, list []T) T { return list[s.IntN(len(list))] }

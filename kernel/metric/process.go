package metric

import (
	"context"
	"os"
	"runtime/metrics"
	"strconv"
	"strings"
	"syscall"

	"tongban/kernel/clock"
)

// Process adds what the machine knows of this program, under the names everybody's
// dashboards use.
func (s *Set) Process() {
	began := float64(clock.Real.Now().UnixMilli()) / 1000
	s.one("process_start_time_seconds", "When the program started, in seconds since 1970.", GaugeKind, func() float64 { return began })
	s.one("process_cpu_seconds_total", "Processor time used.", CounterKind, processorSeconds)
	s.one("process_resident_memory_bytes", "Memory in use.", GaugeKind, resident)
	s.one("process_open_fds", "Files and connections open.", GaugeKind, openFiles)
	s.one("go_goroutines", "Goroutines.", GaugeKind, runtimeValue("/sched/goroutines:goroutines"))
	s.one("go_memstats_heap_alloc_bytes", "Memory of objects on the heap.", GaugeKind, runtimeValue("/memory/classes/heap/objects:bytes"))
	s.one("go_memory_total_bytes", "Memory the Go runtime has of the machine.", GaugeKind, runtimeValue("/memory/classes/total:bytes"))
	s.one("go_gc_cycles_total", "Garbage collections.", CounterKind, runtimeValue("/gc/cycles/total:gc-cycles"))
}

func (s *Set) one(name, help string, kind Kind, read func() float64) {
	s.Read(Family{Name: name, Help: help, Kind: kind}, func(context.Context) ([]Sample, error) { return []Sample{{Value: read()}}, nil })
}

func processorSeconds() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // fails for unknown arguments only
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// resident reads the second number of statm, in pages; 0 where there is no /proc.
func resident() float64 {
	text, _ := os.ReadFile("/proc/self/statm")
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseFloat(fields[1], 64)
	return pages * float64(os.Getpagesize())
}

func openFiles() float64 {
	open, _ := os.ReadDir("/proc/self/fd")
	return float64(len(open))
}

func runtimeValue(name string) func() float64 {
	return func() float64 {
		sample := []metrics.Sample{{Name: name}}
		metrics.Read(sample)
		if sample[0].Value.Kind() != metrics.KindUint64 {
			return 0
		}
		return float64(sample[0].Value.Uint64())
	}
}

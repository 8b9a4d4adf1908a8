package pages

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"dienhong/agenda/pages/confine"
	"dienhong/agenda/pages/encode"
)

// BenchmarkPage tells what one page costs in a worker: drawing and writing, in the width that tablets read. Further
// papers can be named in PAGES_BENCH, separated as in PATH.
func BenchmarkPage(b *testing.B) {
	papers := []string{"testdata/to-trinh.pdf", "testdata/du-toan.pdf"}
	papers = append(papers, filepath.SplitList(os.Getenv("PAGES_BENCH"))...)
	for _, paper := range papers {
		b.Run(filepath.Base(paper), func(b *testing.B) { benchmarkPage(b, paper) })
	}
}

func benchmarkPage(b *testing.B, paper string) {
	e, closeEngine := openForTest(b, paper)
	defer closeEngine()
	pages, err := e.count()
	if err != nil {
		b.Fatal(err)
	}
	var encoder encode.Encoder
	var bytes, drawn int
	var drawing, encoding time.Duration
	for b.Loop() {
		size, err := e.load(drawn % pages)
		if err != nil {
			b.Fatal(err)
		}
		w, h := fit(size, BaseWidth)
		start := confine.CPUTime()
		pixels, err := e.draw(w, h)
		if err != nil {
			b.Fatal(err)
		}
		middle := confine.CPUTime()
		img, err := encoder.Encode(pixels, w, h)
		if err != nil {
			b.Fatal(err)
		}
		drawing += middle - start
		encoding += confine.CPUTime() - middle
		bytes += len(img.Data)
		drawn++
	}
	perPage := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 / float64(drawn) }
	b.ReportMetric(perPage(drawing), "draw-ms/page")
	b.ReportMetric(perPage(encoding), "encode-ms/page")
	b.ReportMetric(float64(bytes)/float64(drawn), "B/page")
}

// BenchmarkDocument tells what a whole document costs the server and its workers, from Add to Ready.
func BenchmarkDocument(b *testing.B) {
	papers := []string{"testdata/to-trinh.pdf", "testdata/du-toan.pdf"}
	papers = append(papers, filepath.SplitList(os.Getenv("PAGES_BENCH"))...)
	for _, paper := range papers {
		b.Run(filepath.Base(paper), func(b *testing.B) {
			data, err := os.ReadFile(paper)
			if err != nil {
				b.Fatal(err)
			}
			var first time.Duration
			cpu := allCPU(b)
			for b.Loop() {
				s := newBench(b, Default())
				start := time.Now()
				doc := s.add(data)
				s.await(doc, func(u Update) bool { return u.Done > 0 })
				first += time.Since(start)
				s.await(doc, over)
				s.stop()
			}
			b.ReportMetric(float64(first.Milliseconds())/float64(b.N), "ms-to-first-page")
			b.ReportMetric(float64((allCPU(b)-cpu).Milliseconds())/float64(b.N), "cpu-ms/op")
		})
	}
}

// allCPU is the processor time of this process and of the workers that it waited for.
func allCPU(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u); err != nil {
		b.Fatal(err)
	}
	return confine.CPUTime() + time.Duration(u.Utime.Nano()+u.Stime.Nano())
}

func openForTest(t testing.TB, paper string) (*engine, func()) {
	t.Helper()
	f, err := os.Open(paper)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	data, err := mapFile(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	e, err := openEngine(data, 256<<20, storeSize)
	if err != nil {
		t.Fatal(err)
	}
	return e, func() { e.close(); syscall.Munmap(data) }
}

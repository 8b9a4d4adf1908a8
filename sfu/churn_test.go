package sfu_test

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"testing"

	"dienhong/sfu/sfutest"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
)

// usage is what a process holds of what a server could leave behind.
type usage struct {
	goroutines, files int
	heap              uint64
}

func measure(t *testing.T) usage {
	t.Helper()
	runtime.GC()
	runtime.GC() // what finalizers let go of
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("descriptors cannot be counted here: ", err)
	}
	return usage{goroutines: runtime.NumGoroutine(), files: len(files), heap: m.HeapAlloc}
}

// A thousand come and go, in rooms that end: most by their websocket alone, some with media, who leave, are
// cut off, or are put out.
func TestAThousandComeAndGo(t *testing.T) {
	s := sfutest.New(t)
	s.SFU.SetQuickRooms()
	round := func(t *testing.T, n int) {
		room, who := fmt.Sprint("room ", n%7), fmt.Sprint("guest ", n)
		if n%25 != 0 {
			r := s.Raw(t, sfutest.Token(room, who), sfutest.RawConfig{V1: n%2 == 0})
			sfutest.Await(r, sfutest.IsJoin)
			_ = r.Send(addTrack(microphone("voice")))
			sfutest.Await(r, sfutest.IsPublished("voice"))
			if n%3 == 0 {
				r.Leave()
				sfutest.Await(r, sfutest.IsLeave)
			}
			r.Close()
			return
		}
		r := s.Raw(t, sfutest.Token(room, who), sfutest.RawConfig{V1: n%2 == 0, Media: true})
		r.Publish(microphone("voice"), webrtc.MimeTypeOpus)
		sfutest.Await(r, sfutest.IsUpdate(who, func(p *livekit.ParticipantInfo) bool { return isActive(p) && len(p.Tracks) == 1 }))
		if n%50 == 0 {
			_ = s.SFU.RemoveParticipant(room, who)
			sfutest.Await(r, sfutest.IsLeave)
		} else {
			r.Leave()
		}
		r.Close()
	}
	many := func(from, to int) {
		numbers := make(chan int)
		var workers sync.WaitGroup
		for range 8 {
			workers.Go(func() {
				for n := range numbers {
					t.Run(fmt.Sprint(n), func(t *testing.T) { round(t, n) }) // its clean-up holds the client
				}
			})
		}
		for n := from; n < to; n++ {
			numbers <- n
		}
		close(numbers)
		workers.Wait()
		sfutest.Eventually(t, func() string {
			if rooms := s.SFU.ListRooms(nil); len(rooms) > 0 {
				return fmt.Sprintf("%d rooms are left, %s among them", len(rooms), rooms[0].Name)
			}
			return ""
		})
	}
	many(0, 200) // pools fill, libraries start what they keep
	before := measure(t)
	many(200, 1200)
	sfutest.Eventually(t, func() string {
		after := measure(t)
		if after.goroutines > before.goroutines || after.files > before.files || after.heap > before.heap+4<<20 {
			return fmt.Sprintf("after a thousand guests %+v, before %+v", after, before)
		}
		return ""
	})
	t.Logf("before %+v, after %+v", before, measure(t))
}

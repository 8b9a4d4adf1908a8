package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"dienhong/rooms"
)

// rivals lets owners take the room from each other as fast as they can: whatever was acknowledged is there, in order.
func rivals(t *testing.T, j rooms.Journal) {
	create(t, j, "m1")
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	var wg sync.WaitGroup
	for owner := range 4 {
		wg.Go(func() {
			for round := range 15 {
				loaded, err := j.Take(t.Context(), "m1")
				if errors.Is(err, rooms.ErrDeposed) {
					continue
				}
				if err != nil {
					t.Errorf("take: %v", err)
					return
				}
				seq := uint64(len(loaded.Records))
				for step := range 3 {
					seq++
					title := fmt.Sprintf("%d/%d/%d", owner, round, step)
					err := j.Append(t.Context(), "m1", rooms.Batch{Epoch: loaded.Epoch, Records: []rooms.Record{record(seq, loaded.Epoch, title)}})
					if errors.Is(err, rooms.ErrDeposed) {
						break
					}
					if err != nil {
						t.Errorf("append: %v", err)
						return
					}
					mu.Lock()
					acknowledged[title] = true
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	found := 0
	epoch := uint64(0)
	for i, r := range take(t, j, "m1").Records {
		if r.Seq != uint64(i)+1 || r.Epoch < epoch {
			t.Fatalf("record %d has number %d and epoch %d after %d", i+1, r.Seq, r.Epoch, epoch)
		}
		epoch = r.Epoch
		if e, yes := r.Event.(rooms.ItemConcluded); yes {
			if !acknowledged[e.Conclusion] {
				t.Errorf("%s is there, and was refused", e.Conclusion)
			}
			found++
		}
	}
	if found != len(acknowledged) {
		t.Errorf("%d records are there, %d were acknowledged", found, len(acknowledged))
	}
}

func crowd(t *testing.T, j rooms.Journal) {
	const meetings, batches = 8, 12
	var wg sync.WaitGroup
	for m := range meetings {
		id := rooms.MeetingID(fmt.Sprintf("m%d", m))
		create(t, j, id)
		epoch := take(t, j, id).Epoch
		wg.Go(func() {
			for n := range uint64(batches) {
				if err := j.Append(t.Context(), id, rooms.Batch{Epoch: epoch, Records: []rooms.Record{record(3+n, epoch, string(id))}}); err != nil {
					t.Errorf("append to %s: %v", id, err)
				}
			}
		})
	}
	wg.Wait()
	for m := range meetings {
		id := rooms.MeetingID(fmt.Sprintf("m%d", m))
		records := take(t, j, id).Records
		if len(records) != 2+batches {
			t.Errorf("%s has %d records, want %d", id, len(records), 2+batches)
		}
		for _, r := range records[2:] {
			if e, yes := r.Event.(rooms.ItemConcluded); !yes || e.Conclusion != string(id) {
				t.Errorf("%s holds %+v", id, r.Event)
			}
		}
	}
}

func loads(t *testing.T, j rooms.Journal) {
	if _, err := j.Load(t.Context(), "m1", 1); !errors.Is(err, rooms.ErrNoMeeting) {
		t.Errorf("loading what is not there gave %v", err)
	}
	create(t, j, "m1")
	taken := take(t, j, "m1")
	for range 2 {
		loaded, err := j.Load(t.Context(), "m1", taken.Epoch)
		if err != nil || !reflect.DeepEqual(loaded, taken) {
			t.Errorf("loaded %+v, %v after %+v", loaded, err, taken)
		}
	}
	take(t, j, "m1")
	if _, err := j.Load(t.Context(), "m1", taken.Epoch); !errors.Is(err, rooms.ErrDeposed) {
		t.Errorf("the owner before gave %v", err)
	}
}

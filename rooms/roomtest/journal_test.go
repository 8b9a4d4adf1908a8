package roomtest_test

import (
	"testing"

	"dienhong/rooms"
	"dienhong/rooms/roomtest"
	"dienhong/rooms/store/storetest"
)

func TestJournalKeepsTheContract(t *testing.T) {
	storetest.Journal(t, func(*testing.T) rooms.Journal { return roomtest.NewJournal() })
}

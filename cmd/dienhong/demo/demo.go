// Package demo prepares the meeting that a newcomer sees: a quarterly briefing on road maintenance of a provincial
// department, with its people, agenda and papers. Everything in it is made up.
package demo

import (
	"context"
	"fmt"
	"io"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
	"dienhong/rooms"
)

// Seat is one person of the demo for whom a sign-in link is printed.
type Seat struct {
	// Key names the seat in scripts, Label for a reader.
	Key, Label string
	Person     rooms.Person
	// App is the page of the meeting that this seat uses, empty for the tablet.
	App string
}

// Host is what the demo asks of the server it is prepared on.
type Host interface {
	// Create makes a meeting.
	Create(ctx context.Context, by rooms.PersonID, a rooms.Announcement, people []rooms.Person) (rooms.MeetingID, error)
	// Command carries out a command for somebody.
	Command(ctx context.Context, m rooms.MeetingID, actor rooms.PersonID, name string, c rooms.Command) (rooms.Answer, error)
	// Upload lays a paper into an item.
	Upload(ctx context.Context, m rooms.MeetingID, actor rooms.PersonID, item agenda.ItemID, name, title string, r io.Reader) (agenda.DocumentID, error)
}

// Papers opens a paper of the demo by its file name.
type Papers func(name string) (io.ReadCloser, error)

const office = "Sở Giao thông vận tải Thanh Hoá"

// Seats returns the people with a link, in the order in which they are printed: secretary, chair, three delegates, two
// remote units, big screen.
func Seats() []Seat {
	seat := func(key, label, app, name, title, unit string, role rooms.Role, votes bool) Seat {
		return Seat{Key: key, Label: label, App: app, Person: rooms.Person{
			ID: rooms.PersonID("demo-" + key), Name: name, Title: title, Unit: unit, Role: role, Votes: votes,
		}}
	}
	return []Seat{
		seat("secretary", "Thư ký (secretary)", "desk", "Nguyễn Thị Hạnh", "Phó Chánh Văn phòng", "Văn phòng Sở", rooms.Secretary, false),
		seat("chair", "Chủ tọa (chair)", "chair", "Lê Đình Khải", "Giám đốc Sở", "Ban Giám đốc", rooms.Chair, true),
		seat("delegate1", "Đại biểu 1 (delegate)", "", "Trần Thị Mai Anh", "Trưởng phòng", "Phòng Kế hoạch – Tài chính", rooms.Delegate, true),
		seat("delegate2", "Đại biểu 2 (delegate)", "", "Phạm Quốc Đạt", "Trưởng phòng", "Phòng Quản lý kết cấu hạ tầng giao thông", rooms.Delegate, true),
		seat("delegate3", "Đại biểu 3 (delegate)", "", "Hoàng Văn Ấn", "Phó Trưởng phòng", "Phòng Quản lý vận tải, phương tiện và người lái", rooms.Delegate, true),
		seat("unit1", "Điểm cầu 1 (remote unit)", "unit", "Điểm cầu Hạt 1", "Hạt Quản lý đường bộ 1", "Bỉm Sơn", rooms.Unit, true),
		seat("unit2", "Điểm cầu 2 (remote unit)", "unit", "Điểm cầu Hạt 4", "Hạt Quản lý đường bộ 4", "Ngọc Lặc", rooms.Unit, true),
		seat("screen", "Màn hình lớn (big screen)", "screen", "Màn hình phòng 301", "", "", rooms.Screen, false),
	}
}

// others take part without a tablet of the demo.
func others() []rooms.Person {
	return []rooms.Person{
		{ID: "demo-delegate4", Name: "Đỗ Minh Đức", Title: "Chánh Thanh tra", Unit: "Thanh tra Sở", Role: rooms.Delegate, Votes: true},
		{ID: "demo-delegate5", Name: "Lương Thị Ngọc Ánh", Title: "Giám đốc", Unit: "Ban Quản lý bảo trì công trình giao thông", Role: rooms.Delegate, Votes: true},
		{ID: "demo-guest1", Name: "Vũ Hải Nam", Title: "Chuyên viên", Unit: "Sở Tài chính", Role: rooms.Guest},
	}
}

type paper struct{ file, title string }

type item struct {
	fields rooms.ItemFields
	papers []paper
}

func program() []item {
	fields := func(title, presenter string, minutes int, kind agenda.Kind) rooms.ItemFields {
		return rooms.ItemFields{Title: title, Presenter: presenter, Minutes: minutes, Kind: kind}
	}
	return []item{
		{fields("Khai mạc, thông qua chương trình", "Chánh Văn phòng Sở", 5, agenda.Notice), []paper{
			{"ket-luan-quy-ii.pdf", "Thông báo kết luận giao ban quý II"},
		}},
		{fields("Báo cáo kết quả công tác quản lý, bảo trì đường bộ quý III", "Phòng Quản lý kết cấu hạ tầng giao thông", 20, agenda.Report), []paper{
			{"bao-cao-quy-iii.pdf", "Báo cáo kết quả bảo trì đường bộ quý III"},
			{"phu-luc-khoi-luong.pdf", "Phụ lục: Khối lượng sửa chữa theo tuyến"},
		}},
		{fields("Kế hoạch bảo trì quý IV", "Phòng Kế hoạch – Tài chính", 15, agenda.Report), []paper{
			{"ke-hoach-quy-iv.pdf", "Trình chiếu: Kế hoạch bảo trì quý IV"},
			{"du-toan-kinh-phi.pdf", "Dự toán kinh phí"},
		}},
		{fields("Xử lý điểm đen tai nạn giao thông", "Phòng Quản lý vận tải, phương tiện và người lái", 15, agenda.Report), []paper{
			{"an-toan-giao-thong.pdf", "Báo cáo điểm đen tai nạn giao thông"},
		}},
		{fields("Thảo luận, biểu quyết điều chỉnh kế hoạch bảo trì", "Các đại biểu", 25, agenda.Decision), []paper{
			{"to-trinh-dieu-chinh.pdf", "Tờ trình đề nghị điều chỉnh kế hoạch bảo trì"},
			{"du-thao-nghi-quyet.pdf", "Dự thảo Nghị quyết điều chỉnh kế hoạch bảo trì"},
		}},
		{fields("Kết luận của chủ tọa", "Giám đốc Sở", 10, agenda.Notice), nil},
	}
}

// Prepare makes the meeting and returns its id. The meeting starts within the next quarter of an hour of now.
func Prepare(ctx context.Context, host Host, papers Papers, now time.Time) (rooms.MeetingID, error) {
	var people []rooms.Person
	for _, seat := range Seats() {
		people = append(people, seat.Person)
	}
	starts := now.Truncate(15 * time.Minute).Add(15 * time.Minute)
	secretary := people[0].ID
	meeting, err := host.Create(ctx, secretary, rooms.Announcement{
		Title: "Giao ban công tác bảo trì đường bộ quý III", Body: office, Place: "Phòng họp 301 và hai điểm cầu",
		Starts: starts, Ends: starts.Add(90 * time.Minute),
	}, append(people, others()...))
	if err != nil {
		return "", fmt.Errorf("prepare the demo: %w", err)
	}
	if err := addItems(ctx, host, papers, meeting, secretary); err != nil {
		return "", fmt.Errorf("prepare the demo: %w", err)
	}
	for _, c := range []struct {
		name    string
		command rooms.Command
	}{{"meeting.publish", rooms.PublishMeeting{}}, {"meeting.open_check_in", rooms.OpenCheckIn{}}} {
		if _, err := host.Command(ctx, meeting, secretary, c.name, c.command); err != nil {
			return "", fmt.Errorf("prepare the demo: %w", err)
		}
	}
	return meeting, nil
}

func addItems(ctx context.Context, host Host, papers Papers, meeting rooms.MeetingID, secretary rooms.PersonID) error {
	var decision agenda.ItemID
	var draft agenda.DocumentID // the last paper of the item that is decided
	for _, item := range program() {
		answer, err := host.Command(ctx, meeting, secretary, "item.add", rooms.AddItem{ItemFields: item.fields})
		if err != nil {
			return err
		}
		id, _ := answer.Data["item"].(agenda.ItemID)
		for _, p := range item.papers {
			document, err := addPaper(ctx, host, papers, meeting, secretary, id, p)
			if err != nil {
				return err
			}
			if item.fields.Kind == agenda.Decision {
				decision, draft = id, document
			}
		}
	}
	rule := ballot.Majority(ballot.Present)
	_, err := host.Command(ctx, meeting, secretary, "ballot.prepare", rooms.PrepareBallot{
		Item: decision, Document: draft, Rule: &rule,
		Question: "Thông qua đề nghị điều chỉnh kế hoạch bảo trì đường bộ năm 2026 và bổ sung kinh phí khắc phục hậu quả bão lũ",
	})
	return err
}

func addPaper(ctx context.Context, host Host, papers Papers, meeting rooms.MeetingID, secretary rooms.PersonID,
	item agenda.ItemID, p paper,
) (agenda.DocumentID, error) {
	file, err := papers(p.file)
	if err != nil {
		return "", err
	}
	defer file.Close()
	return host.Upload(ctx, meeting, secretary, item, p.file, p.title, file)
}

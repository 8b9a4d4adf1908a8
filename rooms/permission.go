package rooms

import (
	"slices"
	"sort"
)

// may is who may send which command. A presenter's right to turn pages, and an elector's to vote, depend on the state
// and are decided with the command; this table is the outer fence. What is not listed is for the server alone.
var may = map[string][]Role{
	"meeting.edit":          {Secretary, Chair},
	"meeting.publish":       {Secretary, Chair},
	"meeting.open_check_in": {Secretary, Chair},
	"meeting.open":          {Chair},
	"meeting.pause":         {Chair},
	"meeting.resume":        {Chair},
	"meeting.close":         {Chair},

	"person.add":    {Secretary, Chair},
	"person.edit":   {Secretary, Chair},
	"person.remove": {Secretary, Chair},

	"item.add":      {Secretary, Chair},
	"item.edit":     {Secretary, Chair},
	"item.move":     {Secretary, Chair},
	"item.remove":   {Secretary, Chair},
	"item.start":    {Secretary, Chair},
	"item.conclude": {Secretary, Chair},
	"item.report":   {Secretary, Chair},

	"document.add":    {Secretary, Chair},
	"document.rename": {Secretary, Chair},
	"document.remove": {Secretary, Chair},

	"attendance.check_in": {Secretary, Chair, Delegate, Guest, Unit},
	"attendance.leave":    {Secretary, Chair, Delegate, Guest, Unit},
	"attendance.mark":     {Secretary},

	"presentation.start": {Secretary, Chair, Delegate, Unit},
	"presentation.stop":  {Secretary, Chair, Delegate, Unit},
	"presentation.give":  {Secretary, Chair},
	"page.turn":          {Secretary, Chair, Delegate, Unit},

	"floor.request":  {Secretary, Chair, Delegate, Guest, Unit},
	"floor.withdraw": {Secretary, Chair, Delegate, Guest, Unit},
	"floor.refuse":   {Secretary, Chair},
	"floor.grant":    {Secretary, Chair},
	"floor.extend":   {Secretary, Chair},
	"floor.end":      {Secretary, Chair, Delegate, Guest, Unit},

	"ballot.prepare":        {Secretary, Chair},
	"ballot.discard":        {Secretary, Chair},
	"ballot.hold_key":       {Secretary, Chair, Delegate, Guest, Unit},
	"ballot.open":           {Chair},
	"ballot.cast":           {Secretary, Chair, Delegate, Unit},
	"ballot.issue_paper":    {Secretary, Chair},
	"ballot.remove_elector": {Chair},
	"ballot.extend":         {Chair},
	"ballot.close":          {Chair},
	"ballot.share_key":      {Secretary, Chair, Delegate, Guest, Unit},
	"ballot.enter_count":    {Secretary, Chair, Delegate, Guest, Unit},
	"ballot.declare":        {Chair},
	"ballot.void":           {Chair},
	"ballot.fall_back":      {Chair},
	"ballot.remind":         {Secretary, Chair},

	"proxy.set": {Secretary, Chair},

	"substitution.propose":  {Secretary, Chair, Delegate},
	"substitution.decide":   {Secretary, Chair},
	"substitution.withdraw": {Secretary, Chair, Delegate},

	"microphone.hold": {Secretary, Chair},

	"screen.show": {Secretary, Chair},
}

// afterClosing are the commands that a closed meeting still takes: a conclusion is put into words, a result that was
// counted but not declared is not lost, and a ballot that comes too late is written down.
var afterClosing = []string{"item.conclude", "ballot.cast", "ballot.declare", "ballot.share_key", "ballot.enter_count"}

// May reports whether the role may send the command at all.
func (r Role) May(command string) bool {
	return r == System || slices.Contains(may[command], r)
}

// Allowed returns the commands that the role may send, sorted: a device shows no others. The server decides all the
// same.
func (r Role) Allowed() []string {
	allowed := []string{}
	for command, roles := range may {
		if slices.Contains(roles, r) {
			allowed = append(allowed, command)
		}
	}
	sort.Strings(allowed)
	return allowed
}

// Desk reports whether the role leads or serves the meeting, and so sees who has not voted.
func (r Role) Desk() bool { return r == Chair || r == Secretary }

// permit is the fence that every command passes before it is decided.
func (s *State) permit(name string, actor PersonID) (Role, error) {
	role := System
	if actor != "" {
		person, err := s.person(actor)
		if err != nil {
			return "", ErrForbidden
		}
		role = person.Role
	}
	if !role.May(name) && (name != "ballot.cast" || !s.castsNow(actor)) {
		return role, ErrForbidden
	}
	if s.Meeting.Phase == Closed && role != System && !slices.Contains(afterClosing, name) {
		return role, ErrMeetingClosed
	}
	return role, nil
}

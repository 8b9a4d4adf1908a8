package rooms

import "slices"

// Scene is what the big screens show.
type Scene string

// The scenes. Auto follows the meeting: welcome, then the document, the speaker, the ballot or its result.
const (
	SceneAuto     Scene = "auto"
	SceneWelcome  Scene = "welcome"
	SceneAgenda   Scene = "agenda"
	SceneDocument Scene = "document"
	SceneBallot   Scene = "ballot"
	SceneBlank    Scene = "blank"
)

// ShowScene chooses what the big screens show.
type ShowScene struct {
	Scene Scene `json:"scene"`
}

// SceneShown says what the big screens show.
type SceneShown struct {
	Scene Scene `json:"scene"`
}

func (c ShowScene) decide(s *State, _ Turn) (Decision, error) {
	known := []Scene{SceneAuto, SceneWelcome, SceneAgenda, SceneDocument, SceneBallot, SceneBlank}
	if !slices.Contains(known, c.Scene) {
		return Decision{}, ErrBadCommand
	}
	if s.Scene == c.Scene {
		return Decision{}, nil
	}
	return decided(SceneShown(c)), nil
}

// Kind names the event in the journal.
func (SceneShown) Kind() string { return "screen.shown" }

func (e SceneShown) apply(s *State, _ Happening) {
	s.Scene = e.Scene
	s.touch(TopicScene, "")
}

// Package browser drives Chromium for tests: real livekit-client pages with fake cameras and microphones.
//
// Chromium is told what to do over a pipe (the DevTools protocol), so no port and no further tool is needed.
// Set CHROMIUM to another executable than "chromium".
package browser

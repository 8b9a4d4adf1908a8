package web

import "testing/fstest"

// allApps is a bundle in which every app is a page that names itself.
func allApps() fstest.MapFS {
	apps := fstest.MapFS{
		"sw.js": {Data: []byte("worker")}, "favicon.svg": {Data: []byte("<svg/>")},
		"assets/tablet-EENWXEHQ.js": {Data: []byte("script")},
	}
	for _, app := range []string{"home", "setup", "tablet", "chair", "secretary", "screen", "unit"} {
		apps["assets/"+app+".html"] = &fstest.MapFile{Data: []byte("<!doctype html>app " + app)}
	}
	return apps
}

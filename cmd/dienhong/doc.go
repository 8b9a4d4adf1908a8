// Command dienhong is the meeting room server: one binary that serves the apps, keeps the meetings, renders the papers
// and forwards the video.
//
//	dienhong serve  [-config FILE] [-data DIR]            run the server
//	dienhong demo   [-data DIR] [-listen ADDR] [-json]    run it on loopback with a prepared meeting
//	dienhong sfu    [-listen ADDR] [-keys "NAME: SECRET"]  run the media server alone, for any LiveKit client
//	dienhong user   add|password|list …                   manage accounts from the server's console
//	dienhong backup [-config FILE] [-data DIR] FILE       copy everything into one archive, while the server runs
//	dienhong restore [-data DIR] FILE                     unpack such an archive into an empty folder
//	dienhong verify [-key KEY] [-checkpoint FILE] FILE    recount a meeting's exported votes, on any machine
//	dienhong version                                      print the version
//
// This package only constructs, connects, starts and stops; it holds no rules. serve.go is the order in which that is
// done, media.go the bridge between the media server and the rooms, which know nothing of each other.
//
// budget: 15 files, one for each command and each thing that is wired.
package main

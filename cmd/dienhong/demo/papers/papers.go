// Package papers holds the papers of the demonstration's meeting: a quarterly briefing of a provincial department of
// transport on road maintenance. They are real PDF files in the form of Vietnamese administrative documents – text,
// tables, charts, slides with pictures, a scanned page, seals as annotations – so that whoever tries the server sees
// what it does with papers as they come. Persons, numbers and events in them are made up.
//
// They are printed from src by src/print.mjs (Node and Chromium); their figures stand once, in src/data.mjs, which
// refuses to print papers that contradict each other. The people who sign are those of the demonstration's meeting.
package papers

import "embed"

// FS holds the papers by their file names, such as "bao-cao-quy-iii.pdf"; there are no folders in it.
//
//go:embed *.pdf
var FS embed.FS

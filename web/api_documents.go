package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/files"
	"dienhong/agenda/pages"
	"dienhong/rooms"
)

func (s *Server) documentRoutes() []route {
	upload := route{
		method: http.MethodPost, path: "/api/meetings/{m}/items/{item}/documents", who: desk, slow: true, serve: s.upload,
		about: about{
			summary: "Lay a PDF into an item; the body is the file's bytes", status: http.StatusAccepted,
			takes: "application/pdf", out: typeOf[uploaded](), query: []string{"name", "title"},
			codes: []string{"document_not_pdf", "document_too_large", "upload_cut_off", "item_not_found", "text_empty", "text_too_long",
				"too_many", "meeting_closed", "busy", "retry", "disk_full", "media_type"},
		},
	}
	original := content("/api/meetings/{m}/documents/{d}/original", members, "application/pdf", "A document as it was uploaded",
		s.original, "document_not_found", "not_found")
	original.slow = true
	return []route{
		upload, original,
		api("GET", "/api/meetings/{m}/documents/{d}/pages/{n}/text", members, 200, "The text of a page, counted from 1", s.pageText,
			"document_not_found", "no_page", "page_not_showable"),
		content("/pages/{m}/{file}/{page}/{width}", members, "image/*",
			"The picture of a page, counted from 1, in a width of 320, 1600 or 2400 pixels", s.pagePicture,
			"document_not_found", "no_page", "bad_width", "page_not_showable"),
	}
}

type uploaded struct {
	Document agenda.DocumentID `json:"document"`
}

// upload streams a document to disk and into its item. A browser that sends nothing for a while is given up.
func (s *Server) upload(c *call) error {
	kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if kind != "application/pdf" && kind != "application/octet-stream" {
		return ErrMediaType
	}
	if c.r.ContentLength > s.Config.MaxUpload {
		return ErrFileTooBig
	}
	select {
	case s.uploads <- struct{}{}:
		defer func() { <-s.uploads }()
	default:
		return rooms.ErrBusy
	}
	name := baseName(tidyQuery(c, "name"))
	title := tidyQuery(c, "title")
	if strings.TrimSpace(title) == "" {
		title = strings.TrimSuffix(name, path.Ext(name))
	}
	body := &patient{body: http.MaxBytesReader(c.w, c.r.Body, s.Config.MaxUpload+1), control: http.NewResponseController(c.w)}
	id, err := s.Documents.File(c.ctx(), c.room, c.person(), Paper{
		Item: agenda.ItemID(c.r.PathValue("item")), Title: title, Name: name, Limit: s.Config.MaxUpload,
	}, body)
	_ = body.control.SetReadDeadline(time.Time{}) // not every writer has one
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return ErrFileTooBig
	}
	if err != nil {
		return err
	}
	c.answer(http.StatusAccepted, uploaded{id})
	return nil
}

// baseName is the last part of what a browser says a file is called.
func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if name == "." || name == "/" {
		return ""
	}
	return name
}

// patient lets a body take as long as it needs, as long as something arrives.
type patient struct {
	body    io.Reader
	control *http.ResponseController
}

func (p *patient) Read(b []byte) (int, error) {
	_ = p.control.SetReadDeadline(time.Now().Add(bodyTime)) // not every writer has one
	return p.body.Read(b)
}

// document finds a document of the meeting.
func (c *call) document(id agenda.DocumentID) (agenda.Document, error) {
	var found agenda.Document
	var refusal error
	err := c.room.Read(c.ctx(), func(state *rooms.State) {
		document, err := state.Agenda.Document(id)
		if err != nil {
			refusal = err
			return
		}
		found = *document
	})
	return found, errors.Join(err, refusal)
}

// original gives the paper out as a file to keep, never as a page: what a PDF does when it is opened is not our page's
// business.
func (s *Server) original(c *call) error {
	document, err := c.document(agenda.DocumentID(c.r.PathValue("d")))
	if err != nil {
		return err
	}
	hash, err := files.ParseHash(document.File)
	if err != nil {
		return err
	}
	body, err := s.Documents.store.Open(hash)
	if err != nil {
		return err
	}
	defer body.Close()
	h := c.w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", attachment(document))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+document.File+`"`)
	http.ServeContent(c.w, c.r, "", time.Time{}, body)
	return nil
}

// attachment names the file in a way that every browser takes (RFC 6266, RFC 8187).
func attachment(document agenda.Document) string {
	name := document.Name
	if name == "" {
		name = document.Title
	}
	if !strings.EqualFold(path.Ext(name), ".pdf") {
		name += ".pdf"
	}
	var plain, encoded strings.Builder
	for _, b := range []byte(name) {
		if b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '.' || b == '-' || b == '_' {
			encoded.WriteByte(b)
		} else {
			fmt.Fprintf(&encoded, "%%%02X", b)
		}
	}
	for _, r := range name {
		if r < ' ' || r > '~' || r == '"' || r == '\\' || r == '/' {
			r = '_'
		}
		plain.WriteRune(r)
	}
	return `attachment; filename="` + plain.String() + `"; filename*=UTF-8''` + encoded.String()
}

type pageText struct {
	Text string `json:"text"`
}

func (s *Server) pageText(c *call, _ none) (pageText, error) {
	document, err := c.document(agenda.DocumentID(c.r.PathValue("d")))
	if err != nil {
		return pageText{}, err
	}
	hash, err := files.ParseHash(document.File)
	if err != nil {
		return pageText{}, err
	}
	page, err := pageNumber(c)
	if err != nil {
		return pageText{}, err
	}
	ctx, cancel := context.WithTimeout(c.ctx(), drawTime)
	defer cancel()
	text, err := s.Documents.pages.Text(ctx, hash, page)
	return pageText{text}, drawn(c, err)
}

// drawTime is how long a browser may wait for a page that has to be drawn first.
const drawTime = 45 * time.Second

// pageNumber reads a page as people count, from 1, and returns it as the renderer does, from 0.
func pageNumber(c *call) (int, error) {
	text := c.r.PathValue("page")
	if text == "" {
		text = c.r.PathValue("n")
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 100_000 || strconv.Itoa(n) != text {
		return 0, pages.ErrNoPage
	}
	return n - 1, nil
}

// drawn tells a picture that did not come in time, which is worth asking for again, from a fault.
func drawn(c *call, err error) error {
	if errors.Is(err, context.DeadlineExceeded) && c.ctx().Err() == nil {
		return pages.ErrBusy
	}
	if errors.Is(err, pages.ErrNotFound) {
		return agenda.ErrNoDocument
	}
	return err
}

// pagePicture gives out a page's picture. It is asked every time whether the person may see it: a browser may keep it,
// but nobody between.
func (s *Server) pagePicture(c *call) error {
	file := c.r.PathValue("file")
	hash, err := files.ParseHash(file)
	if err != nil {
		return agenda.ErrNoDocument
	}
	if !c.room.Access().Holds(file) {
		return agenda.ErrNoDocument
	}
	page, err := pageNumber(c)
	if err != nil {
		return err
	}
	width, err := strconv.Atoi(c.r.PathValue("width"))
	if err != nil {
		return pages.ErrBadWidth
	}
	ctx, cancel := context.WithTimeout(c.ctx(), drawTime)
	defer cancel()
	picture, err := s.Documents.pages.Page(ctx, hash, page, width)
	if err != nil {
		return drawn(c, err)
	}
	defer picture.Close()
	h := c.w.Header()
	h.Set("Content-Type", picture.ContentType)
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("ETag", `"`+picture.Name+`"`)
	h.Set("Vary", "Cookie")
	http.ServeContent(c.w, c.r, "", time.Time{}, picture)
	return nil
}

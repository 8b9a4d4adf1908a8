package pages

// Error is a failure with a code that stays the same between versions; edges translate the code, never the text.
type Error struct{ code, text string }

func (e *Error) Error() string { return e.text }

// Code is the stable name of the failure.
func (e *Error) Code() string { return e.code }

// What is wrong with a document or with one page of it. The code stands in Info.Code or Failure.Code.
var (
	ErrNotPDF       = &Error{"not_pdf", "the file is not a PDF"}
	ErrEncrypted    = &Error{"encrypted", "the file needs a password or a certificate"}
	ErrEmpty        = &Error{"empty", "the file has no pages"}
	ErrTooLarge     = &Error{"too_large", "the file is larger than allowed"}
	ErrTooManyPages = &Error{"too_many_pages", "the document has more pages than allowed"}
	ErrDamaged      = &Error{"damaged", "the file or this page of it cannot be read"}
	ErrPageSize     = &Error{"page_size", "the page is too large, too small or too thin to be shown"}
	ErrTooHeavy     = &Error{"too_heavy", "the page takes more memory than allowed"}
	ErrTimeout      = &Error{"timeout", "the page takes more time than allowed"}
	ErrCrashed      = &Error{"crashed", "the renderer broke down at this page"}
	ErrQuarantined  = &Error{"quarantined", "the document broke the renderer too often"}
)

// What is wrong with a request or with the server.
var (
	ErrNotFound    = &Error{"not_found", "no such document"}
	ErrNoPage      = &Error{"no_page", "the document has no such page"}
	ErrBadWidth    = &Error{"bad_width", "pages are not made in this width"}
	ErrBusy        = &Error{"busy", "too many pages are waiting to be drawn"}
	ErrUnavailable = &Error{"unavailable", "the renderer cannot work just now"}
	ErrClosed      = &Error{"closed", "the renderer is closed"}
)

// byCode finds the error that a worker or a manifest names. A code from elsewhere counts as a breakdown.
func byCode(code string) error {
	for _, err := range []*Error{
		ErrNotPDF, ErrEncrypted, ErrEmpty, ErrTooLarge, ErrTooManyPages, ErrDamaged, ErrPageSize,
		ErrTooHeavy, ErrTimeout, ErrCrashed, ErrQuarantined, ErrNotFound, ErrUnavailable,
	} {
		if err.code == code {
			return err
		}
	}
	return ErrCrashed
}

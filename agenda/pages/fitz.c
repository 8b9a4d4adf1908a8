/*
 * The only place that speaks to MuPDF. The library comes with the Go module go-fitz; its headers are not used. What is
 * called is declared here, in our own words, as MuPDF 1.28 has it: fz_new_context_imp refuses to start when the library
 * is another version than the one named below, so a changed structure cannot pass unnoticed.
 *
 * MuPDF reports errors by longjmp. Outside a try the process ends, so every call that may raise stands inside TRY, no
 * TRY is left by return, and what is changed inside and read after is volatile or lives behind a pointer.
 */
#include "fitz.h"

#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LIBRARY_VERSION "1.28.0"

typedef struct fz_context fz_context;
typedef struct fz_document fz_document;
typedef struct fz_document_handler fz_document_handler;
typedef struct fz_stream fz_stream;
typedef struct fz_page fz_page;
typedef struct fz_device fz_device;
typedef struct fz_pixmap fz_pixmap;
typedef struct fz_colorspace fz_colorspace;
typedef struct fz_separations fz_separations;
typedef struct fz_stext_page fz_stext_page;
typedef struct fz_buffer fz_buffer;
typedef struct fz_output fz_output;
typedef struct fz_locks_context fz_locks_context;
typedef struct pdf_document pdf_document;

typedef struct { float x0, y0, x1, y1; } fz_rect;
typedef struct { float a, b, c, d, e, f; } fz_matrix;

typedef struct {
	void *user;
	void *(*malloc)(void *user, size_t size);
	void *(*realloc)(void *user, void *old, size_t size);
	void (*free)(void *user, void *old);
} fz_alloc_context;

typedef struct {
	int abort;
	int progress;
	size_t progress_max;
	int errors;
	int incomplete;
} fz_cookie;

typedef struct {
	int flags;
	float scale;
	fz_rect clip;
} fz_stext_options;

extern const fz_document_handler pdf_document_handler;

fz_context *fz_new_context_imp(const fz_alloc_context *, const fz_locks_context *, size_t max_store, const char *version);
void fz_drop_context(fz_context *);
void fz_set_error_callback(fz_context *, void (*)(void *, const char *), void *);
void fz_set_warning_callback(fz_context *, void (*)(void *, const char *), void *);
void fz_register_document_handler(fz_context *, const fz_document_handler *);

sigjmp_buf *fz_push_try(fz_context *);
int fz_do_try(fz_context *);
int fz_do_always(fz_context *);
int fz_do_catch(fz_context *);
const char *fz_caught_message(fz_context *);
void fz_ignore_error(fz_context *);

fz_stream *fz_open_memory(fz_context *, const unsigned char *, size_t);
void fz_drop_stream(fz_context *, fz_stream *);
fz_document *fz_open_document_with_stream(fz_context *, const char *magic, fz_stream *);
void fz_drop_document(fz_context *, fz_document *);
int fz_needs_password(fz_context *, fz_document *);
int fz_count_pages(fz_context *, fz_document *);
pdf_document *pdf_document_from_fz_document(fz_context *, fz_document *);
int pdf_was_repaired(fz_context *, pdf_document *);

fz_page *fz_load_page(fz_context *, fz_document *, int);
void fz_drop_page(fz_context *, fz_page *);
fz_rect fz_bound_page(fz_context *, fz_page *);
void fz_run_page(fz_context *, fz_page *, fz_device *, fz_matrix, fz_cookie *);
void fz_close_device(fz_context *, fz_device *);
void fz_drop_device(fz_context *, fz_device *);

fz_colorspace *fz_device_rgb(fz_context *);
fz_pixmap *fz_new_pixmap_with_data(fz_context *, fz_colorspace *, int w, int h, fz_separations *, int alpha, int stride,
	unsigned char *);
void fz_drop_pixmap(fz_context *, fz_pixmap *);
fz_device *fz_new_draw_device(fz_context *, fz_matrix, fz_pixmap *);

fz_stext_page *fz_new_stext_page(fz_context *, fz_rect);
void fz_drop_stext_page(fz_context *, fz_stext_page *);
void fz_init_stext_options(fz_context *, fz_stext_options *);
fz_device *fz_new_stext_device(fz_context *, fz_stext_page *, const fz_stext_options *);
void fz_print_stext_page_as_text(fz_context *, fz_output *, fz_stext_page *);
void fz_print_stext_page_as_xml(fz_context *, fz_output *, fz_stext_page *, int);
fz_buffer *fz_new_buffer(fz_context *, size_t);
void fz_drop_buffer(fz_context *, fz_buffer *);
size_t fz_buffer_storage(fz_context *, fz_buffer *, unsigned char **);
fz_output *fz_new_output_with_buffer(fz_context *, fz_buffer *);
void fz_close_output(fz_context *, fz_output *);
void fz_drop_output(fz_context *, fz_output *);

/* TRY(ctx) { … } ALWAYS(ctx) { … } CATCH(ctx) { … } */
#define TRY(ctx) if (!sigsetjmp(*fz_push_try(ctx), 0)) if (fz_do_try(ctx)) do
#define ALWAYS(ctx) while (0); if (fz_do_always(ctx)) do
#define CATCH(ctx) while (0); if (fz_do_catch(ctx))

struct dh_doc {
	fz_context *ctx;
	fz_document *doc;
	fz_page *page;
	fz_rect bounds;
	fz_buffer *text;
	fz_alloc_context alloc;
	fz_cookie cookie;
	volatile int aborted;
	int refused; /* an allocation was refused since the last call began */
	size_t used, peak, cap;
};

/* Each block bears its size before it, at the alignment malloc gives. */
#define HEAD 16

static void *limited_realloc(void *user, void *old, size_t size)
{
	dh_doc *d = user;
	size_t before = old ? *(size_t *)((char *)old - HEAD) : 0;
	char *block;

	if (size > d->cap || d->used - before > d->cap - size) {
		d->refused = 1;
		return NULL;
	}
	block = realloc(old ? (char *)old - HEAD : NULL, size + HEAD);
	if (!block) {
		d->refused = 1;
		return NULL;
	}
	*(size_t *)block = size;
	d->used += size - before;
	if (d->used > d->peak)
		d->peak = d->used;
	return block + HEAD;
}

static void *limited_malloc(void *user, size_t size)
{
	return limited_realloc(user, NULL, size);
}

static void limited_free(void *user, void *old)
{
	dh_doc *d = user;

	if (!old)
		return;
	d->used -= *(size_t *)((char *)old - HEAD);
	free((char *)old - HEAD);
}

/* Messages of the engine quote the document, and documents are not for logs. */
static void silent(void *user, const char *message)
{
	(void)user;
	(void)message;
}

/* caught turns the error in hand into a result. Called first thing in a CATCH. */
static int caught(dh_doc *d)
{
	int encrypted = strstr(fz_caught_message(d->ctx), "crypt") != NULL;

	fz_ignore_error(d->ctx);
	if (d->aborted)
		return DH_ABORTED;
	if (d->refused)
		return DH_TOO_HEAVY;
	return encrypted ? DH_ENCRYPTED : DH_DAMAGED;
}

static void begin(dh_doc *d)
{
	memset(&d->cookie, 0, sizeof d->cookie);
	d->cookie.abort = d->aborted;
	d->refused = 0;
}

/* finished says how a run ended that raised nothing: the engine draws on after many errors and leaves out what failed.
 * What the document got wrong is shown as every viewer shows it; what we refused must not pass as the page. */
static int finished(dh_doc *d)
{
	if (d->aborted)
		return DH_ABORTED;
	if (d->refused && d->cookie.errors)
		return DH_TOO_HEAVY;
	return DH_OK;
}

const char *dh_version(void)
{
	return LIBRARY_VERSION;
}

int dh_open(dh_doc **out, const unsigned char *data, size_t len, size_t heap, size_t store)
{
	dh_doc *d = calloc(1, sizeof *d);
	fz_stream *volatile stream = NULL;
	volatile int result = DH_OK;

	*out = NULL;
	if (!d)
		return DH_TOO_HEAVY;
	d->cap = heap;
	d->alloc.user = d;
	d->alloc.malloc = limited_malloc;
	d->alloc.realloc = limited_realloc;
	d->alloc.free = limited_free;
	d->ctx = fz_new_context_imp(&d->alloc, NULL, store, LIBRARY_VERSION);
	if (!d->ctx) {
		free(d);
		return DH_NO_ENGINE;
	}
	fz_set_error_callback(d->ctx, silent, NULL);
	fz_set_warning_callback(d->ctx, silent, NULL);

	TRY(d->ctx) {
		/* PDF alone: the engine's other formats are not for hostile eyes. */
		fz_register_document_handler(d->ctx, &pdf_document_handler);
		stream = fz_open_memory(d->ctx, data, len);
		d->doc = fz_open_document_with_stream(d->ctx, "application/pdf", stream);
		if (fz_needs_password(d->ctx, d->doc))
			result = DH_ENCRYPTED;
	}
	ALWAYS(d->ctx) {
		fz_drop_stream(d->ctx, stream);
	}
	CATCH(d->ctx) {
		result = caught(d);
	}
	if (result != DH_OK) {
		dh_close(d);
		return result;
	}
	*out = d;
	return DH_OK;
}

void dh_close(dh_doc *d)
{
	if (!d)
		return;
	fz_drop_buffer(d->ctx, d->text);
	fz_drop_page(d->ctx, d->page);
	fz_drop_document(d->ctx, d->doc);
	fz_drop_context(d->ctx);
	free(d);
}

void dh_abort(dh_doc *d)
{
	d->aborted = 1;
	*(volatile int *)&d->cookie.abort = 1;
}

int dh_count(dh_doc *d, int *pages)
{
	volatile int result = DH_OK;

	begin(d);
	TRY(d->ctx) {
		*pages = fz_count_pages(d->ctx, d->doc);
	}
	CATCH(d->ctx) {
		result = caught(d);
	}
	return result;
}

int dh_repaired(dh_doc *d)
{
	volatile int repaired = 0;

	TRY(d->ctx) {
		repaired = pdf_was_repaired(d->ctx, pdf_document_from_fz_document(d->ctx, d->doc));
	}
	CATCH(d->ctx) {
		fz_ignore_error(d->ctx);
	}
	return repaired;
}

int dh_load(dh_doc *d, int i, float *w, float *h)
{
	volatile int result = DH_OK;

	begin(d);
	fz_drop_page(d->ctx, d->page);
	d->page = NULL;
	TRY(d->ctx) {
		d->page = fz_load_page(d->ctx, d->doc, i);
		d->bounds = fz_bound_page(d->ctx, d->page);
	}
	CATCH(d->ctx) {
		result = caught(d);
	}
	if (result != DH_OK)
		return result;
	*w = d->bounds.x1 - d->bounds.x0;
	*h = d->bounds.y1 - d->bounds.y0;
	if (!isfinite(d->bounds.x0) || !isfinite(d->bounds.y0) || !(*w > 0) || !(*h > 0) || !isfinite(*w) || !isfinite(*h))
		return DH_BAD_SIZE;
	return DH_OK;
}

int dh_draw(dh_doc *d, int w, int h, unsigned char *rgb)
{
	float sx = w / (d->bounds.x1 - d->bounds.x0), sy = h / (d->bounds.y1 - d->bounds.y0);
	fz_matrix identity = { 1, 0, 0, 1, 0, 0 };
	fz_matrix fit = { sx, 0, 0, sy, -d->bounds.x0 * sx, -d->bounds.y0 * sy };
	fz_pixmap *volatile pixmap = NULL;
	fz_device *volatile device = NULL;
	volatile int result = DH_OK;

	begin(d);
	memset(rgb, 0xff, (size_t)w * h * 3);
	TRY(d->ctx) {
		pixmap = fz_new_pixmap_with_data(d->ctx, fz_device_rgb(d->ctx), w, h, NULL, 0, w * 3, rgb);
		device = fz_new_draw_device(d->ctx, identity, pixmap);
		fz_run_page(d->ctx, d->page, device, fit, &d->cookie);
		fz_close_device(d->ctx, device);
	}
	ALWAYS(d->ctx) {
		fz_drop_device(d->ctx, device);
		fz_drop_pixmap(d->ctx, pixmap);
	}
	CATCH(d->ctx) {
		result = caught(d);
	}
	return result != DH_OK ? result : finished(d);
}

int dh_text(dh_doc *d, int xml, const unsigned char **data, size_t *len)
{
	fz_matrix identity = { 1, 0, 0, 1, 0, 0 };
	fz_stext_options options;
	fz_stext_page *volatile text = NULL;
	fz_device *volatile device = NULL;
	fz_output *volatile out = NULL;
	volatile int result = DH_OK;
	unsigned char *bytes = NULL;

	begin(d);
	fz_drop_buffer(d->ctx, d->text);
	d->text = NULL;
	TRY(d->ctx) {
		fz_init_stext_options(d->ctx, &options);
		text = fz_new_stext_page(d->ctx, d->bounds);
		device = fz_new_stext_device(d->ctx, text, &options);
		fz_run_page(d->ctx, d->page, device, identity, &d->cookie);
		fz_close_device(d->ctx, device);
		d->text = fz_new_buffer(d->ctx, 4096);
		out = fz_new_output_with_buffer(d->ctx, d->text);
		if (xml)
			fz_print_stext_page_as_xml(d->ctx, out, text, 0);
		else
			fz_print_stext_page_as_text(d->ctx, out, text);
		fz_close_output(d->ctx, out);
	}
	ALWAYS(d->ctx) {
		fz_drop_output(d->ctx, out);
		fz_drop_device(d->ctx, device);
		fz_drop_stext_page(d->ctx, text);
	}
	CATCH(d->ctx) {
		result = caught(d);
	}
	if (result == DH_OK)
		result = finished(d);
	if (result != DH_OK)
		return result;
	*len = fz_buffer_storage(d->ctx, d->text, &bytes);
	*data = bytes;
	return DH_OK;
}

size_t dh_peak(dh_doc *d)
{
	return d->peak;
}

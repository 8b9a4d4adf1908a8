#ifndef DIENHONG_FITZ_H
#define DIENHONG_FITZ_H

#include <stddef.h>

/* What a call says. The Go side has the same list. */
enum dh_result {
	DH_OK = 0,
	DH_NO_ENGINE,  /* the linked library is not the version declared in fitz.c */
	DH_DAMAGED,    /* not readable as a PDF, or this page of it is not */
	DH_ENCRYPTED,  /* needs a password or a certificate */
	DH_TOO_HEAVY,  /* would take more memory than allowed */
	DH_ABORTED,    /* dh_abort was called */
	DH_BAD_SIZE    /* the page has no usable size */
};

/* One document, opened in one context, with at most one page loaded. All calls but dh_abort come from one thread at a
 * time. After DH_ABORTED only dh_close is allowed. */
typedef struct dh_doc dh_doc;

/* The version of the linked library as the shim was written for it, such as "1.28.0". */
const char *dh_version(void);

/* Opens a PDF that lies in memory and stays there until dh_close. heap and store are in bytes. *out is NULL unless DH_OK. */
int dh_open(dh_doc **out, const unsigned char *data, size_t len, size_t heap, size_t store);
void dh_close(dh_doc *d);

/* What the engine takes is stopped soon, if it listens. May be called from any thread. */
void dh_abort(dh_doc *d);

/* The number of pages that the document declares. */
int dh_count(dh_doc *d, int *pages);

/* Whether the document had to be mended to be read, as after a cut transfer. */
int dh_repaired(dh_doc *d);

/* Makes page i the loaded one; its width and height in points, after rotation. */
int dh_load(dh_doc *d, int i, float *w, float *h);

/* Draws the loaded page with its annotations and form fields on white: w*h pixels of 3 bytes, RGB, rows tight. */
int dh_draw(dh_doc *d, int w, int h, unsigned char *rgb);

/* The text of the loaded page in UTF-8. If xml is set, as the engine's XML of characters with their places. The bytes
 * belong to d until its next call. */
int dh_text(dh_doc *d, int xml, const unsigned char **data, size_t *len);

/* The most bytes that the engine held at once. */
size_t dh_peak(dh_doc *d);

#endif

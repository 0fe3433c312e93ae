/* What a view shows that one job reads: the outcome, or in words why there is none. The state of such a view begins with a SegReading, and its class
 * of reading says how it is read:
 *
 *     typedef struct { SegReading reading; ... } State;
 *
 *     static const SegReadingClass drift_reading = { SEG_READING_WORK (N_("measuring drift")), read_drift, NULL, free_drift };
 *
 *     static void
 *     refresh (SegView *view) { seg_reading_begin (view, &drift_reading, &pair, sizeof pair); } */
#ifndef SEG_READING_H
#define SEG_READING_H

#include "screen.h"

typedef struct {
	gpointer       result;  /* NULL: not read yet, or not to be had */
	char          *failure; /* why it is not to be had, in words; or NULL */
	GDestroyNotify free_result;
} SegReading;

typedef struct {
	SegWork work; /* SEG_READING_WORK () */
	/* Worker thread: the outcome (owned), or NULL with @error. @request: the copy given to seg_reading_begin(). */
	gpointer (*read) (SegWorkspace *workspace, SegJob *job, gconstpointer request, GError **error);
	void     (*done) (SegView *view); /* interface thread: there is another outcome; or NULL */
	GDestroyNotify free_result;
} SegReadingClass;

#define SEG_READING_WORK(phrase) { phrase, seg_reading_run, seg_reading_done, seg_reading_failed, seg_reading_free, FALSE, FALSE }

gboolean seg_reading_run (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error);
void     seg_reading_done (SegView *view, gpointer data);
void     seg_reading_failed (SegView *view, gpointer data, const GError *error);
void     seg_reading_free (gpointer data);

/** Reads in a job of @view, unless that is under way; @request (of @size bytes without pointers) is copied. What is there stays until then. */
void        seg_reading_begin (SegView *view, const SegReadingClass *class, gconstpointer request, gsize size);
/** The same with a @request that points to things, which are taken over: @clear frees them (not the request itself). */
void        seg_reading_begin_with (SegView *view, const SegReadingClass *class, gconstpointer request, gsize size, GDestroyNotify clear);
void        seg_reading_clear (SegReading *reading);
/** Why nothing is to be seen: the failure, or @meanwhile while it is read; NULL: there is something. */
const char *seg_reading_when_empty (const SegReading *reading, const char *meanwhile);
/** Draws the heading and, where there is nothing to be seen, why; returns what is left of @rect for the outcome, of height 0 where there is none. */
SegRect     seg_reading_draw (SegView *view, SegCells *cells, SegRect rect, const char *title, const char *remark);

#endif

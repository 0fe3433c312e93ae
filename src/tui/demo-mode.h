/* Demo mode: for showing the program to others, on a projector. Names are covered (mask.h), headings are large, and the keys of a presenter's
 * clicker (PgDn, PgUp) go from step to step. */
#ifndef SEG_DEMO_MODE_H
#define SEG_DEMO_MODE_H

#include "app.h"

gboolean seg_demo_is_on (void);
/** On or off, kept in the settings. */
void     seg_demo_toggle (SegApp *app);
/** Sees to it that the names of the open workspace are known, or being read. */
void     seg_demo_tend (SegApp *app);
/** Covers what names people on the finished screen; all of it while the names are not known. */
void     seg_demo_cover (SegApp *app, SegCells *cells);
/** @text as it may be shown and copied. Free it. */
char    *seg_demo_text (SegApp *app, const char *text);

extern const SegWork seg_demo_work; /* reads the names */
void     seg_demo_take (SegApp *app, gpointer data);

extern const SegBinding seg_bindings_demo[];

#endif

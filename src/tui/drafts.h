/* What was typed into a question last, answered or left with Esc: offered when the same question is asked again, until the program ends. */
#ifndef SEG_DRAFTS_H
#define SEG_DRAFTS_H

#include "app.h"

/** @view may be NULL; a question is known by the class of its view and its title. @text "": nothing worth keeping. */
void        seg_drafts_keep (SegApp *app, const SegView *view, const char *title, const char *text);
/** NULL: nothing. Until the next seg_drafts_keep(). */
const char *seg_drafts_find (const SegApp *app, const SegView *view, const char *title);

#endif

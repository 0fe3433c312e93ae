/* The rules for contacts: what is shown, and changing them. */
#ifndef SEG_TUI_CONTACT_ASK_H
#define SEG_TUI_CONTACT_ASK_H

#include "contact.h"

enum { SEG_CONTACT_QUIET, SEG_CONTACT_MOST, SEG_CONTACT_STOPPED, SEG_CONTACT_HOLD_OUT, SEG_N_CONTACT_ROWS }; /* then the channels */

typedef struct {
	gboolean   is_read;
	SegContactPolicy policy;
	SegHoldOut hold_out;
	gint64     n_stopped;
	GPtrArray *consent, *address; /* of char*: columns by channel, NULL: none */
	char      *failure;
	SegList   *list;
} SegContactState;

/** Asks for another value of row @row, then for the reason, and keeps it in a job. */
void seg_contact_ask (SegView *view, guint row);

#endif

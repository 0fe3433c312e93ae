/* The form that builds the condition of a rule: its state, which the view (rule-form.c) and the questions (rule-form-ask.c) share. */
#ifndef SEG_RULE_FORM_H
#define SEG_RULE_FORM_H

#include "screen.h"

#include <segscope/outline.h>
#include <segscope/user_counter.h>

/* Opened with one of these, borrowed for the call. */
typedef struct {
	const char *name;      /* of the rule that is changed; NULL: a new one */
	const char *condition; /* to begin with */
} SegRuleFormPlace;

typedef struct {
	SegOutline *part;
	guint       depth;
} SegRuleFormRow;

typedef struct {
	SegList        *list;
	char           *name;     /* or NULL */
	SegOutline     *outline;
	GArray         *rows;     /* of SegRuleFormRow: the outline from top to bottom */
	char           *text;     /* the whole as a filter */
	GArray         *counts;   /* of gint64, by row; -1: not counted */
	gint64          n_users;
	char           *fault;    /* what is wrong with it; or NULL */
	gboolean        of_events, changed;
	guint           version;  /* goes up with each change */
	SegUserCounter *counter;
} SegRuleForm;

/** After a change of the outline: rows, text and counts anew, the cursor on @part (NULL: where it is). */
void seg_rule_form_changed (SegView *view, const SegOutline *part);
/** Asks for a condition in steps, what it is about, how and with what; puts it in place of @part (a condition), or, @part being a group,
 * into it, behind its last part. */
void seg_rule_form_ask (SegView *view, SegOutline *part);
/** Asks for the words of @part. */
void seg_rule_form_ask_text (SegView *view, SegOutline *part);

extern const SegViewClass seg_rule_form_view;

#endif

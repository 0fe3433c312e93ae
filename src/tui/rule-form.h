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
	gboolean        of_events;
	guint           version;  /* goes up with each change */
	SegUserCounter *counter;
} SegRuleForm;

/* Whom the parts take, in a job (rule-form-count.c). */
void     seg_rule_form_count (SegView *view);
gboolean seg_rule_form_is_counting (SegView *view);

/** After a change of the outline: rows, text and counts anew, the cursor on @part (NULL: where it is). */
void seg_rule_form_changed (SegView *view, const SegOutline *part);
/** Asks for a condition in steps, what it is about, how and with what; puts it in place of @part (a condition), or, @part being a group,
 * into it, behind its last part. */
void seg_rule_form_ask (SegView *view, SegOutline *part);
/** Asks for the words of @part. */
void seg_rule_form_ask_text (SegView *view, SegOutline *part);

/* The questions (rule-form-ask.c; -values.c, -behaviour.c): each answer leads to the next, the last to the words of the condition. -------- */

/* What was answered so far. */
typedef struct {
	SegOutline *part;     /* as seg_rule_form_ask() */
	char       *text;     /* the words so far */
	char       *column;   /* of an attribute or feature, its name; or NULL */
	SegType     type;
	gboolean    is_attribute;
	guint       choice;   /* number of what was chosen last */
} SegRuleAsking;

/* A copy of @before with the words @text. */
SegRuleAsking *seg_rule_asking_new (const SegRuleAsking *before, const char *text);
void     seg_rule_asking_free (gpointer asking);
/* The last answer: the words make a condition, or (FALSE with @error) they do not. */
gboolean seg_rule_form_finish (SegView *view, const SegRuleAsking *asking, const char *condition, GError **error);
void     seg_rule_form_finish_or_report (SegView *view, const SegRuleAsking *asking, const char *condition);
/* Answer of a line: the condition is the words so far and @text. */
gboolean seg_rule_form_accept_rest (SegView *view, const char *text, gpointer asking, GError **error);

void     seg_rule_form_ask_column (SegView *view, const SegRuleAsking *before, gboolean attributes);
void     seg_rule_form_ask_behaviour (SegView *view, const SegRuleAsking *asking);

extern const SegViewClass seg_rule_form_view;

#endif

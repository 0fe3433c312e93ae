/* The form of an own feature: its parts, a field to type in, and what it yields, tried out while it is typed. */
#ifndef SEG_TUI_OWN_FEATURE_H
#define SEG_TUI_OWN_FEATURE_H

#include <segscope/own_feature.h>

#include "screen.h"

/* The form; argument: the name of an own feature to change, or NULL for a new one. */
extern const SegViewClass seg_own_feature_view;

typedef enum {
	SEG_FORM_BASIS, SEG_FORM_EXPRESSION, SEG_FORM_MEASURE, SEG_FORM_OF, SEG_FORM_KIND, SEG_FORM_WHERE, SEG_FORM_WINDOW, SEG_FORM_NAME,
	SEG_FORM_LABEL, SEG_FORM_UNIT, SEG_FORM_SCALING, SEG_FORM_MISSING, SEG_FORM_FIELDS
} SegFormField;

/* Users in memory, shared by the form and the job that tries out. */
typedef struct SegFormTrial SegFormTrial;

typedef struct {
	SegOwnFeature *own;
	SegFormField   shown[SEG_FORM_FIELDS]; /* the fields that mean something now */
	gsize          n_shown;
	SegList       *list;
	gboolean       by_events;    /* else by an expression; own has what was said of either */
	gboolean       suited;       /* scaling and fill follow the definition until a person chooses them */
	char          *expression;   /* kept while by_events */
	GPtrArray     *feature_names, *event_names, *kinds; /* NULL while they are read */
	SegFormTrial  *trial;        /* NULL: not loaded yet */
	gboolean       loading;
	guint          version;      /* of what is typed */
	guint          tried;        /* version of what follows */
	SegOwnPreview *preview;      /* NULL: none */
	char          *fault;        /* why there is none */
	SegOwnMistake  mistake;
	gboolean       stopped;
	gboolean       keep_then;    /* s was pressed before it was tried out: kept as soon as that comes out well */
	SegRect        value_rect;   /* where the value of the field under the cursor was drawn */
} SegForm;

/** What a field holds, in words; *@ink for what is missing. Free with g_free(). (own-feature-fields.c) */
const char *seg_form_label (SegFormField field);
char       *seg_form_value (const SegForm *form, SegFormField field, SegInk *ink);
void        seg_form_gather (SegForm *form);
/** Asks for the value of a field, or lets it be typed. */
void        seg_form_ask (SegView *view, SegFormField field);
/** Whether nothing is said yet of what it is made of. */
gboolean    seg_form_is_empty (const SegForm *form);
/** Keeps the feature, asking for its name where it has none. (own-feature-keep.c) */
void        seg_form_keep (SegView *view);
/** Call after every change of the definition: tries it out. (own-feature-try.c) */
void        seg_form_changed (SegView *view);
/** Tries out what stands there. */
void        seg_form_try (SegView *view);
void        seg_form_load (SegView *view);
/** Forgets the users in memory: the data have changed. */
void        seg_form_drop_trial (SegForm *form);
gboolean    seg_form_is_busy (SegView *view);
/** What it yields, or why it does not. (own-feature-draw.c) */
void        seg_form_draw_outcome (SegView *view, SegCells *cells, SegRect rect);

/** Lets a field be typed in place; names are completed in expressions and conditions. (own-feature-type.c) */
typedef gboolean (*SegFormTyped) (SegForm *form, SegFormField field, const char *text); /* FALSE: it makes no sense (yet) */
void        seg_form_type (SegView *view, SegFormField field, const char *initial, SegFormTyped typed);

#endif

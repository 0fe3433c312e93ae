/* The copy of events by user is kept of a set that was computed as a whole; touched.c reads it. */
#include <config.h>
#include "feature-private.h"

#include <string.h>

typedef struct {
	const SegEventColumns   *columns;
	const SegFeatureContext *context;
	gint64                  *kind_ids; /* by SEG_KIND_NUMBER */
} Keeping;

#define FILL(column, position, expression) \
	do { \
		if (columns->column != NULL) \
			for (gsize i = 0; i < n; i++) { \
				const __typeof__ (*columns->column) value = columns->column[first + i]; \
				run->integers[position][i] = (expression); \
			} \
	} while (0)

#define FILL_DOUBLES(column, position) \
	do { \
		if (columns->column != NULL) \
			memcpy (seg_event_run_doubles (run, position), columns->column + first, n * sizeof (double)); \
	} while (0)

static void
fill (gsize first, gsize n, SegEventRun *run, gpointer data)
{
	const Keeping *keeping = data;
	const SegEventColumns *columns = keeping->columns;
	const gint64 *item_ids = keeping->context->item_ids;

	FILL (text_length, SEG_COPY_TEXT, value != 0 ? (gint64) value : SEG_PACK_NONE);
	FILL (kind, SEG_PACK_KIND, keeping->kind_ids[SEG_KIND_NUMBER (value)]);
	FILL (at, SEG_PACK_AT, value);
	FILL (item, SEG_PACK_ITEM, value != 0 ? item_ids[value - 1] : SEG_PACK_NONE);
	FILL (order, SEG_PACK_ORDER, value != 0 ? (gint64) value : SEG_PACK_NONE);
	FILL_DOUBLES (amount, SEG_PACK_AMOUNT);
	FILL_DOUBLES (quantity, SEG_PACK_QUANTITY);
	FILL_DOUBLES (rating, SEG_PACK_RATING);
	FILL_DOUBLES (seconds, SEG_PACK_SECONDS);
}

static guint
columns_there (const SegEventColumns *columns)
{
	return (columns->text_length != NULL) << SEG_COPY_TEXT | (columns->kind != NULL) << SEG_PACK_KIND | (columns->at != NULL) << SEG_PACK_AT
	       | (columns->item != NULL) << SEG_PACK_ITEM | (columns->order != NULL) << SEG_PACK_ORDER | (columns->amount != NULL) << SEG_PACK_AMOUNT
	       | (columns->quantity != NULL) << SEG_PACK_QUANTITY | (columns->rating != NULL) << SEG_PACK_RATING
	       | (columns->seconds != NULL) << SEG_PACK_SECONDS;
}

gboolean
seg_behaviour_copy_keep (const SegBehaviour *behaviour, const SegFeatureContext *context, gint64 set, gint64 last_event_id, SegJob *job,
                         GError **error)
{
	g_autofree gint64 *kind_ids = NULL;
	Keeping keeping = { &behaviour->columns, context, NULL };
	SegCopySource source = {
		.feature_set = set, .as_of = context->as_of, .last_event_id = last_event_id, .n_users = behaviour->n_users,
		.user_ids = behaviour->user_ids, .start = behaviour->start, .columns = columns_there (&behaviour->columns), .fill = fill, .data = &keeping,
	};

	/* Purchases given back after the instant were none then; and of too many kinds the last have one number. */
	if (behaviour->last_given_back > context->as_of || context->kinds->len > SEG_KIND_NUMBER (G_MAXUINT) || behaviour->columns.at == NULL)
		return seg_event_copy_drop (context->workspace, error);
	keeping.kind_ids = kind_ids = g_new0 (gint64, SEG_KIND_NUMBER (G_MAXUINT) + 1);
	for (guint i = 0; i < context->kinds->len; i++) {
		const SegEventKind *kind = context->kinds->pdata[i];

		kind_ids[SEG_KIND_NUMBER (kind->kind)] = kind->id;
	}
	return seg_event_copy_write (context->workspace, &source, job, error);
}

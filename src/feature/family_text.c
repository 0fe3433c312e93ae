/* Texts: what people write. Search words are texts too, but say something else: they are left out.
 *
 * This is where what a text says plugs in. The tone of reviews, once it is known, is one more row (SENTIMENT: mean tone of the
 * person's texts, -1..1, filled with the median), read in prepare() for each user up to the as-of instant and written in compute()
 * from the state by history->user; nothing else changes. */
#include <config.h>
#include "feature-private.h"
#include "feature/families.h"

#include <glib/gi18n.h>

enum { TEXTS, TEXTS_90, LENGTH };

#define ROW(index, name, label, meaning, unit, fill, needs) \
	[index] = { name, label, meaning, unit, SEG_GROUP_TEXT, SEG_SCALING_LOG, fill, SEG_DATA_TEXTS | (needs), SEG_DATA_NEVER, 0 }

static const SegFeatureDefinition definitions[] = {
	ROW (TEXTS, "reviews", N_("Texts written"), N_("Number of reviews and comments the person wrote; search words do not count."),
	     NC_("unit", "texts"), SEG_FILL_ZERO, 0),
	ROW (TEXTS_90, "reviews_90d", N_("Texts written in 90 days"),
	     N_("Reviews and comments in the 90 calendar days that end with the as-of day."), NC_("unit", "texts"), SEG_FILL_ZERO, SEG_DATA_TIMES),
	ROW (LENGTH, "review_length", N_("Length of texts"),
	     N_("Mean number of characters in a review or comment. 0 for people who wrote none."), NC_("unit", "characters"), SEG_FILL_ZERO, 0),
};

static gboolean
prepare (const SegFeatureContext *context, const gint64 *user_ids, gsize n_users, gpointer *state, SegJob *job, GError **error)
{
	(void) user_ids, (void) n_users, (void) job, (void) error;
	*state = seg_event_kinds_about (context->kinds);
	return TRUE;
}

static void
compute (const SegFeatureContext *context, gconstpointer state, const SegHistory *history, double *values)
{
	const guint32 *about = state;
	gsize n = 0, n_recent = 0, length = 0;

	if (!(context->data & SEG_DATA_TEXTS))
		return;
	for (gsize i = 0; i < history->n_events; i++) {
		if (history->text_length[i] == 0 || (about[SEG_KIND_NUMBER (history->kind[i])] & SEG_ABOUT_SEARCHING))
			continue;
		n++;
		n_recent += i >= history->since[SEG_WINDOW_90];
		length += history->text_length[i];
	}
	values[TEXTS] = (double) n;
	values[TEXTS_90] = (double) n_recent;
	if (n > 0)
		values[LENGTH] = (double) length / (double) n;
}

const SegFamily seg_family_text = { "text", definitions, G_N_ELEMENTS (definitions), NULL, prepare, g_free, compute };

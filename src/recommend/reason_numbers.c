/* The numbers behind a reason: a line for each thing that was counted, beside what holds for everyone. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>

static char *
of_all (gsize count, gsize of)
{
	g_autofree char *n = seg_format_integer ((gint64) count), *all = seg_format_integer ((gint64) of);
	g_autofree char *share = of > 0 ? seg_format_share ((double) count / (double) of) : g_strdup ("");

	return g_strdup_printf (_("%s of %s (%s)"), n, all, share);
}

/* For an item behind the reason: who took it, and who of them took the recommended one; its share of the score. */
static void
add_because (GString *text, const SegInteractions *interactions, const SegRecommendation *one, guint number, gsize item)
{
	const gsize because = (gsize) seg_ids_find (interactions->item_ids, interactions->n_items, one->because[number]);
	const gsize together = seg_items_together (interactions, because, item);
	g_autofree char *both = of_all (together, seg_item_count (interactions, because)), *share = seg_format_share (one->share[number]);

	g_string_append_printf (text, _("%s: %s who took it also took this"), interactions->item_titles[because], both);
	if (one->share[number] > 0)
		g_string_append_printf (text, _("; %s of the score"), share);
	g_string_append_c (text, '\n');
}

static void
add_kind (GString *text, const SegRecommendation *one)
{
	g_autofree char *count = of_all (one->count, one->of), *part = seg_format_auto (one->part), *whole = seg_format_auto (one->whole);
	g_autofree char *probability = seg_format_share (one->part), *anybody = seg_format_share (one->whole);

	switch (one->kind) {
	case SEG_REASON_SEGMENT:
		g_string_append_printf (text, _("People of the segment who took it: %s\n"), count);
		break;
	case SEG_REASON_ATTRIBUTES:
		g_string_append_printf (text, _("People with the same attribute who took it: %s\n"), count);
		break;
	case SEG_REASON_LATELY:
		g_string_append_printf (text, _("Of those who took it, in the last %s days: %s\n"), part, count);
		break;
	case SEG_REASON_PEOPLE:
		g_string_append_printf (text, _("Of the people most like them, took it: %s\n"), count);
		break;
	case SEG_REASON_RATING:
		g_string_append_printf (text, _("Expected rating: %s; their mean: %s\n"), part, whole);
		break;
	case SEG_REASON_PROBABILITY:
		g_string_append_printf (text, _("Probability for them: %s; for anybody: %s\n"), probability, anybody);
		break;
	default:
		break;
	}
}

char *
seg_recommendation_numbers (const SegModel *model, gint64 user_id, const SegRecommendation *one)
{
	const SegInteractions *interactions = model->interactions;
	const gsize user = seg_model_user (model, user_id);
	const gssize item = seg_ids_find (interactions->item_ids, interactions->n_items, one->item_id);
	const gsize n_taken = user < interactions->n_users ? interactions->user_start[user + 1] - interactions->user_start[user] : 0;
	const gsize n_owned = user < interactions->n_users ? interactions->owned_start[user + 1] - interactions->owned_start[user] : 0;
	g_autofree char *score = seg_format_auto (one->score), *everyone = NULL;
	GString *text = g_string_new (NULL);

	if (item < 0)
		return g_string_free (text, FALSE);
	everyone = of_all (seg_item_count (interactions, (gsize) item), interactions->n_users);
	for (guint i = 0; i < one->n_because; i++)
		add_because (text, interactions, one, i, (gsize) item);
	add_kind (text, one);
	g_string_append_printf (text, _("Of all people, took it: %s\n"), everyone);
	g_string_append_printf (text, _("This person took %zu items and is offered none of the %zu they own\n"), n_taken, n_owned);
	g_string_append_printf (text, _("Score: %s, by %s; only comparable with other items for the same person\n"), score, seg_recommender_label (one->recommender));
	return g_string_free (text, FALSE);
}

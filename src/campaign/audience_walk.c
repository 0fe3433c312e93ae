/* The walk through a funnel: every user's place in it, found once for counting, for the people behind a number and for the list itself, so
 * that these cannot disagree. */
#include <config.h>
#include "audience-private.h"

#include <segscope/format.h>
#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <string.h>

#define BLOCK 16384
#define MOST_STEPS SEG_FUNNEL_MOST_CONDITIONS

/* Conditions, in the order of the funnel. */
typedef struct {
	const guint8 *masks[MOST_STEPS];
	guint8        when[MOST_STEPS]; /* those are taken off whose mask is this */
	guint         n;
} Conditions;

void
seg_audience_walk_free (SegAudienceWalk *walk)
{
	if (walk == NULL)
		return;
	g_ptr_array_unref (walk->steps);
	g_free (walk->places);
	g_free (walk->audience);
	g_free (walk->rank_label);
	g_free (walk->dealt);
	g_free (walk);
}

/* The audience --------------------------------------------------------------------------------------------------------- */

static void
set_segments (const SegAsking *asking, const SegCampaignDraft *draft, const gint64 *segments, guint8 *inside)
{
	for (gsize i = 0; i < asking->audience->n; i++) {
		inside[i] = segments[i] != 0 && draft->segment_ids->len == 0;
		for (guint k = 0; segments[i] != 0 && k < draft->segment_ids->len; k++)
			inside[i] |= segments[i] == g_array_index (draft->segment_ids, gint64, k);
	}
}

/* Segments, then what is added and kept: SEG_PLACE_CHOSEN for who is in. */
static gboolean
set_audience (const SegAsking *asking, const SegCampaignDraft *draft, guint8 *inside, GError **error)
{
	const gsize n = asking->audience->n;

	if (draft->segmentation_id == 0)
		memset (inside, 1, n);
	else {
		const gint64 *segments = seg_asking_segments (asking, draft->segmentation_id, error);

		if (segments == NULL)
			return FALSE;
		set_segments (asking, draft, segments, inside);
	}
	for (guint k = 0; k < draft->parts->len; k++) {
		const SegAudiencePart *part = draft->parts->pdata[k];
		const guint8 *mask = part->use != SEG_PART_REMOVE ? seg_asking_part (asking, draft, part, error) : NULL;

		if (part->use != SEG_PART_REMOVE && mask == NULL)
			return FALSE;
		for (gsize i = 0; mask != NULL && i < n; i++)
			inside[i] = part->use == SEG_PART_ADD ? inside[i] | mask[i] : inside[i] & mask[i];
	}
	for (gsize i = 0; i < n; i++)
		inside[i] = inside[i] ? SEG_PLACE_CHOSEN : SEG_PLACE_OUTSIDE;
	return TRUE;
}

/* Names of the chosen segments: "A", "A and B", "A, B and C"; positions alone would change their meaning with time. */
static char *
join_names (const GPtrArray *names)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i + 1 < names->len; i++)
		seg_format_append_quoted (text, names->pdata[i]);
	if (names->len > 1)
		g_string_append (text, _(" and "));
	if (names->len > 0)
		g_string_append_printf (text, _("\"%s\""), (const char *) names->pdata[names->len - 1]);
	return g_string_free (text, FALSE);
}

static char *
segments_label (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autoptr (GPtrArray) names = g_ptr_array_new ();
	g_autofree char *list = NULL;

	if (draft->segmentation_id == 0)
		return g_strdup (_("Everyone"));
	segmentation = seg_segmentation_load_id (workspace, draft->segmentation_id, error);
	if (segmentation == NULL)
		return NULL;
	if (draft->segment_ids->len == 0)
		return g_strdup_printf (_("Everyone in \"%s\""), segmentation->name);
	for (guint i = 0; i < segmentation->segments->len; i++) {
		SegSegment *segment = segmentation->segments->pdata[i];

		for (guint j = 0; j < draft->segment_ids->len; j++)
			if (g_array_index (draft->segment_ids, gint64, j) == segment->id) {
				g_ptr_array_add (names, segment->name);
				break;
			}
	}
	list = join_names (names);
	return g_strdup_printf (ngettext ("Segment %s", "Segments %s", names->len), list);
}

static char *
audience_label (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error)
{
	char *segments = segments_label (workspace, draft, error);
	GString *label;

	if (segments == NULL)
		return NULL;
	label = g_string_new (segments);
	g_free (segments);
	for (guint k = 0; k < draft->parts->len; k++) {
		const SegAudiencePart *part = draft->parts->pdata[k];
		g_autofree char *words = seg_audience_part_words (part);

		if (part->use == SEG_PART_ADD)
			g_string_append_printf (label, _(", and %s"), words);
		else if (part->use == SEG_PART_KEEP)
			g_string_append_printf (label, _(", of them only %s"), words);
	}
	return g_string_free (label, FALSE);
}

/* What takes people off ------------------------------------------------------------------------------------------------ */

static void
add_condition (SegAudienceWalk *walk, Conditions *conditions, const guint8 *mask, guint8 when, const char *name, char *label)
{
	conditions->masks[conditions->n] = mask;
	conditions->when[conditions->n++] = when;
	seg_funnel_add (walk->steps, SEG_FUNNEL_MINUS, name, label, 0);
}

static gboolean
add_parts (const SegAsking *asking, SegAudienceWalk *walk, Conditions *conditions, GError **error)
{
	const SegCampaignDraft *draft = walk->draft;
	const guint8 *mask;
	guint n_removed = 0;

	if (draft->filter != NULL && draft->filter[0] != '\0') {
		mask = seg_asking_filter (asking, draft->filter, draft->segmentation_id, error);
		if (mask == NULL)
			return FALSE;
		add_condition (walk, conditions, mask, 0, "filter", g_strdup_printf (_("not matching: %s"), draft->filter));
	}
	for (guint k = 0; k < draft->parts->len; k++) {
		const SegAudiencePart *part = draft->parts->pdata[k];
		g_autofree char *name = NULL, *words = NULL;

		if (part->use != SEG_PART_REMOVE)
			continue;
		mask = seg_asking_part (asking, draft, part, error);
		if (mask == NULL)
			return FALSE;
		name = g_strdup_printf ("remove%u", ++n_removed);
		words = seg_audience_part_words (part);
		add_condition (walk, conditions, mask, 1, name, g_strdup_printf (_("left out: %s"), words));
	}
	return TRUE;
}

static gboolean
add_suppressions (const SegAsking *asking, SegAudienceWalk *walk, Conditions *conditions, GError **error)
{
	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++) {
		const guint8 *mask;
		guint8 when;
		char *label;

		if (walk->draft->overrides[i] != NULL)
			continue;
		if (!seg_asking_suppression (asking, walk->draft, (SegSuppression) i, &mask, &when, &label, error))
			return FALSE;
		if (mask != NULL)
			add_condition (walk, conditions, mask, when, seg_suppression_name ((SegSuppression) i), label);
		else
			g_free (label);
	}
	return TRUE;
}

/* Places --------------------------------------------------------------------------------------------------------------- */

typedef struct {
	const Conditions *conditions;
	guint8 *places;
	gint64 *counts; /* by block, then condition; the last two: audience, chosen */
} Pass;

static void
place_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	const Conditions *conditions = pass->conditions;
	gint64 *counts = pass->counts + block * (MOST_STEPS + 2);

	for (gsize i = first; i < last; i++) {
		guint k = 0;

		if (pass->places[i] == SEG_PLACE_OUTSIDE)
			continue;
		counts[MOST_STEPS]++;
		while (k < conditions->n && conditions->masks[k][i] != conditions->when[k])
			k++;
		if (k < conditions->n) {
			pass->places[i] = (guint8) (SEG_PLACE_OFF + k);
			counts[k]++;
		} else
			counts[MOST_STEPS + 1]++;
	}
}

static void
place (SegAudienceWalk *walk, const Conditions *conditions, gsize n)
{
	gsize n_blocks = seg_parallel_n_blocks (n, BLOCK);
	g_autofree gint64 *counts = g_new0 (gint64, (n_blocks + 1) * (MOST_STEPS + 2));
	Pass pass = { conditions, walk->places, counts };

	seg_parallel_blocks (n, BLOCK, place_block, &pass);
	for (gsize block = 0; block < n_blocks; block++) {
		const gint64 *of_block = counts + block * (MOST_STEPS + 2);

		for (guint k = 0; k < conditions->n; k++)
			((SegFunnelStep *) walk->steps->pdata[k])->count += of_block[k];
		walk->n_audience += of_block[MOST_STEPS];
		walk->n_eligible += of_block[MOST_STEPS + 1];
	}
}

static gboolean
count_control (const SegAsking *asking, SegAudienceWalk *walk, GError **error)
{
	g_autofree char *secret = seg_split_secret (walk->draft);
	const guint64 *hashes;

	if (walk->arms != NULL) {
		if (walk->dealt == NULL && !seg_audience_walk_deal (asking, walk, error))
			return FALSE;
		walk->n_control = 0;
		for (gsize i = 0; i < asking->audience->n; i++)
			walk->n_control += walk->places[i] == SEG_PLACE_CHOSEN && walk->dealt[i] == 0;
		return TRUE;
	}
	walk->n_control = seg_split_control_size (walk->draft, walk->n_chosen);
	if (walk->draft->split != SEG_SPLIT_HASH || walk->draft->control_share == 0)
		return TRUE;
	if ((hashes = seg_asking_hashes (asking, secret, error)) == NULL)
		return FALSE;
	walk->n_control = 0;
	for (gsize i = 0; i < asking->audience->n; i++)
		walk->n_control += walk->places[i] == SEG_PLACE_CHOSEN && seg_split_holds_back (walk->draft, hashes[i]);
	return TRUE;
}

SegAudienceWalk *
seg_audience_walk (const SegAsking *asking, const SegCampaignDraft *draft, GError **error)
{
	g_autoptr (SegAudienceWalk) walk = g_new0 (SegAudienceWalk, 1);
	Conditions conditions = { .n = 0 };

	walk->draft = draft;
	walk->steps = seg_funnel_new ();
	if (!seg_campaign_draft_check (draft, error) || !seg_campaign_check_segments (asking->workspace, draft, error)
	    || !seg_asking_begin (asking, error))
		return NULL;
	walk->audience = audience_label (asking->workspace, draft, error);
	walk->places = g_try_malloc0_n (asking->audience->n + 1, 1);
	if (walk->places == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a list of %zu people"), asking->audience->n);
	if (walk->audience == NULL || walk->places == NULL || !seg_asking_kept_arms (asking, draft, asking->audience->campaign_id, &walk->arms, error) || !set_audience (asking, draft, walk->places, error)
	    || !add_parts (asking, walk, &conditions, error) || !add_suppressions (asking, walk, &conditions, error))
		return NULL;
	place (walk, &conditions, asking->audience->n);
	if (!seg_audience_keep_one (asking, walk, error))
		return NULL;
	walk->n_chosen = walk->n_eligible;
	if (!seg_audience_rank (asking, walk, error) || !count_control (asking, walk, error))
		return NULL;
	return g_steal_pointer (&walk);
}

/* The funnel ----------------------------------------------------------------------------------------------------------- */

static char *
control_label (double share)
{
	g_autofree char *percent = g_strdup_printf ("%.4g", share * 100);

	return g_strdup_printf (_("held back as control (%s %%)"), percent);
}

GPtrArray *
seg_audience_walk_funnel (const SegAudienceWalk *walk)
{
	GPtrArray *funnel = seg_funnel_new ();

	seg_funnel_add (funnel, SEG_FUNNEL_TOTAL, "audience", g_strdup (walk->audience), walk->n_audience);
	for (guint k = 0; k < walk->steps->len; k++) {
		const SegFunnelStep *step = walk->steps->pdata[k];

		if (step->count > 0 || strcmp (step->name, "filter") == 0 || strcmp (step->name, "consent") == 0 || g_str_has_prefix (step->name, "remove"))
			seg_funnel_add (funnel, SEG_FUNNEL_MINUS, step->name, g_strdup (step->label), step->count);
	}
	seg_funnel_add (funnel, SEG_FUNNEL_TOTAL, "eligible", g_strdup (_("Eligible")), walk->n_eligible);
	if (walk->n_worth > 0)
		seg_funnel_add (funnel, SEG_FUNNEL_MINUS, "worth", g_strdup (_("would cost more than they bring")), walk->n_worth);
	if (walk->rank_label != NULL && walk->n_rank > 0)
		seg_funnel_add (funnel, SEG_FUNNEL_MINUS, "rank", g_strdup (walk->rank_label), walk->n_rank);
	if (walk->draft->control_share > 0)
		seg_funnel_add (funnel, SEG_FUNNEL_MINUS, "control", control_label (walk->draft->control_share), walk->n_control);
	seg_funnel_add (funnel, SEG_FUNNEL_TOTAL, "send", g_strdup (_("To send")), walk->n_chosen - walk->n_control);
	return funnel;
}

GPtrArray *
seg_audience_funnel (SegAudience *audience, SegWorkspace *workspace, const SegCampaignDraft *draft, SegJob *job, GError **error)
{
	const SegAsking asking = { audience, workspace, job, 0 };
	g_autoptr (SegAudienceWalk) walk = seg_audience_walk (&asking, draft, error);

	return walk != NULL ? seg_audience_walk_funnel (walk) : NULL;
}

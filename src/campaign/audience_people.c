/* The people behind a number of the funnel, and those of the list, with what the split needs to know of them. */
#include <config.h>
#include "audience-private.h"

#include <glib/gi18n.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#define BANDS 4
#define USUAL_VALUE "monetary" /* the feature that says what somebody spent */

/* Strata --------------------------------------------------------------------------------------------------------------- */

/* Bands of value with as many people each, as far as equal values allow: 0 for those without one, else 1 to BANDS. */
static gboolean
set_bands (const double *values, const gsize *at, SegEligible *people, gsize n, GError **error)
{
	g_autofree double *all = g_try_malloc_n (n + 1, sizeof *all);
	double edges[BANDS - 1];
	gsize known = 0;

	if (all == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a list of %zu people"), n);
		return FALSE;
	}
	for (gsize i = 0; i < n; i++)
		if (!isnan (values[at[i]]))
			all[known++] = values[at[i]];
	for (guint k = 0; known > 0 && k < BANDS - 1; k++)
		edges[k] = gsl_stats_select (all, 1, known, MIN (known * (k + 1) / BANDS, known - 1));
	for (gsize i = 0; i < n; i++) {
		guint band = 1;

		while (band < BANDS && values[at[i]] >= edges[band - 1])
			band++;
		people[i].stratum = isnan (values[at[i]]) ? 0 : band;
	}
	return TRUE;
}

/* The column of the strata's value; NULL without error: there is none. Owned. */
char *
seg_audience_value_column (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error)
{
	g_autoptr (GPtrArray) columns = NULL;
	const SegUserColumn *usual;

	if (draft->stratify_by != NULL)
		return g_strdup (draft->stratify_by);
	columns = seg_user_columns (workspace, NULL, error);
	usual = columns != NULL ? seg_user_columns_find (columns, USUAL_VALUE) : NULL;
	return usual != NULL && usual->is_feature ? g_strdup (usual->name) : NULL;
}

static int
compare_ids (const void *a, const void *b)
{
	const gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

	return (one > other) - (one < other);
}

/* Strata are numbered by segment, then band. */
static void
add_segments (SegEligible *people, gsize n)
{
	g_autoptr (GHashTable) numbers = g_hash_table_new (g_int64_hash, g_int64_equal);
	g_autoptr (GList) ids = NULL;
	guint32 number = 0;

	for (gsize i = 0; i < n; i++)
		if (i == 0 || people[i].segment_id != people[i - 1].segment_id)
			g_hash_table_add (numbers, &people[i].segment_id);
	ids = g_list_sort (g_hash_table_get_keys (numbers), compare_ids);
	for (GList *id = ids; id != NULL; id = id->next)
		g_hash_table_insert (numbers, id->data, GUINT_TO_POINTER (number++));
	for (gsize i = 0; i < n; i++) {
		if (i == 0 || people[i].segment_id != people[i - 1].segment_id)
			number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, &people[i].segment_id));
		people[i].stratum += (BANDS + 1) * number;
	}
}

static gboolean
set_strata (const SegAsking *asking, const SegCampaignDraft *draft, const gsize *at, SegEligible *people, gsize n, GError **error)
{
	GError *failure = NULL;
	g_autofree char *column = seg_audience_value_column (asking->workspace, draft, &failure);
	const double *values;

	if (failure != NULL)
		return seg_query_ended (failure, error);
	if (column != NULL) {
		values = seg_asking_numbers (asking, column, error);
		if (values == NULL || !set_bands (values, at, people, n, error))
			return FALSE;
	}
	add_segments (people, n);
	return TRUE;
}

/* The list ------------------------------------------------------------------------------------------------------------- */

static gboolean
fill_people (const SegAsking *asking, const SegAudienceWalk *walk, SegEligible *people, gsize *at, GError **error)
{
	const SegAudience *audience = asking->audience;
	g_autofree char *secret = seg_split_secret (walk->draft);
	const guint64 *hashes = seg_asking_hashes (asking, secret, error);
	const gint64 *segments = NULL;
	gsize n = 0;

	if (hashes == NULL)
		return FALSE;
	if (walk->draft->segmentation_id != 0 && (segments = seg_asking_segments (asking, walk->draft->segmentation_id, error)) == NULL)
		return FALSE;
	for (gsize i = 0; i < audience->n; i++)
		if (walk->places[i] == SEG_PLACE_CHOSEN) {
			people[n] = (SegEligible) { .user_id = audience->ids[i], .segment_id = segments != NULL ? segments[i] : 0, .hash = hashes[i],
			                            .arm = walk->dealt != NULL ? walk->dealt[i] : 0, .fixed = walk->dealt != NULL };
			at[n++] = i;
		}
	return set_strata (asking, walk->draft, at, people, n, error);
}

SegEligible *
seg_audience_walk_people (const SegAsking *asking, const SegAudienceWalk *walk, GError **error)
{
	const gsize n = (gsize) walk->n_chosen;
	g_autofree SegEligible *people = g_try_malloc_n (n + 1, sizeof *people);
	g_autofree gsize *at = g_try_malloc_n (n + 1, sizeof *at);

	if (people == NULL || at == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a list of %zu people"), n);
		return NULL;
	}
	return fill_people (asking, walk, people, at, error) ? g_steal_pointer (&people) : NULL;
}

gboolean
seg_audience_walk_deal (const SegAsking *asking, SegAudienceWalk *walk, GError **error)
{
	const gsize n = asking->audience->n;
	g_autofree SegEligible *people = NULL;
	g_autofree guint8 *dealt = NULL;

	g_clear_pointer (&walk->dealt, g_free);
	people = seg_audience_walk_people (asking, walk, error);
	if (people == NULL)
		return FALSE;
	for (gsize i = 0, k = 0; i < n; i++)
		if (walk->places[i] == SEG_PLACE_CHOSEN) {
			people[k].fixed = walk->arms[i] != 0;
			people[k].arm = walk->arms[i] != 0 ? (guint8) (walk->arms[i] - 1) : 0;
			k++;
		}
	if (!seg_split_deal (walk->draft, people, (gsize) walk->n_chosen, error))
		return FALSE;
	dealt = g_try_malloc0_n (n + 1, 1);
	if (dealt == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a list of %zu people"), n);
		return FALSE;
	}
	for (gsize i = 0, k = 0; i < n; i++)
		if (walk->places[i] == SEG_PLACE_CHOSEN)
			dealt[i] = people[k++].arm;
	walk->dealt = g_steal_pointer (&dealt);
	return TRUE;
}

/* Behind a number ------------------------------------------------------------------------------------------------------ */

/* Who is held back, or sent to, as drawn now. */
static gboolean
add_arm (const SegAsking *asking, const SegAudienceWalk *walk, gboolean held_back, GArray *ids, GError **error)
{
	g_autofree SegEligible *people = seg_audience_walk_people (asking, walk, error);

	if (people == NULL || !seg_split_deal (walk->draft, people, (gsize) walk->n_chosen, error))
		return FALSE;
	for (gint64 i = 0; i < walk->n_chosen; i++)
		if ((people[i].arm == 0) == held_back)
			g_array_append_val (ids, people[i].user_id);
	return TRUE;
}

/* The places that a step stands for: from @first to @last. */
static gboolean
find_places (const SegAudienceWalk *walk, const char *step, guint *first, guint *last)
{
	static const struct {
		const char *name;
		guint       first, last;
	} others[] = {
		{ "audience", SEG_PLACE_OFF, SEG_PLACE_CHOSEN }, { "eligible", SEG_PLACE_WORTH, SEG_PLACE_CHOSEN },
		{ "worth", SEG_PLACE_WORTH, SEG_PLACE_WORTH },   { "rank", SEG_PLACE_RANK, SEG_PLACE_RANK },
	};

	for (guint k = 0; k < walk->steps->len; k++)
		if (strcmp (((const SegFunnelStep *) walk->steps->pdata[k])->name, step) == 0) {
			*first = *last = SEG_PLACE_OFF + k;
			return TRUE;
		}
	for (gsize k = 0; k < G_N_ELEMENTS (others); k++)
		if (strcmp (others[k].name, step) == 0) {
			*first = others[k].first;
			*last = others[k].last;
			return TRUE;
		}
	return FALSE;
}

static gboolean
fail_step (const SegAudienceWalk *walk, const char *step, GError **error)
{
	g_autoptr (GString) names = g_string_new ("audience");

	for (guint k = 0; k < walk->steps->len; k++)
		g_string_append_printf (names, ", %s", ((const SegFunnelStep *) walk->steps->pdata[k])->name);
	g_string_append (names, ", eligible, worth, rank, control, send");
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The funnel has no step \"%s\"; there are: %s"), step, names->str);
	return FALSE;
}

static gboolean
add_people (const SegAsking *asking, const SegAudienceWalk *walk, const char *step, GArray *ids, GError **error)
{
	guint first, last;

	if (strcmp (step, "control") == 0 || strcmp (step, "send") == 0)
		return add_arm (asking, walk, step[0] == 'c', ids, error);
	if (!find_places (walk, step, &first, &last))
		return fail_step (walk, step, error);
	for (gsize i = 0; i < asking->audience->n; i++)
		if (walk->places[i] >= first && walk->places[i] <= last)
			g_array_append_val (ids, asking->audience->ids[i]);
	return TRUE;
}

GArray *
seg_audience_people (SegAudience *audience, SegWorkspace *workspace, const SegCampaignDraft *draft, const char *step, SegJob *job, GError **error)
{
	const SegAsking asking = { audience, workspace, job, 0 };
	g_autoptr (SegAudienceWalk) walk = seg_audience_walk (&asking, draft, error);
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

	return walk != NULL && add_people (&asking, walk, step, ids, error) ? g_steal_pointer (&ids) : NULL;
}

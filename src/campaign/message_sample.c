/* Some people of a campaign in the making, for looking at what they would get before anything is kept. */
#include <config.h>
#include "audience-private.h"
#include "message-private.h"

#include <segscope/advice.h>

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	SegEligible person;
	char       *key, *segment;
	GPtrArray  *items[3]; /* keys, titles, reasons */
} Sampled;

struct SegMessageSample {
	GPtrArray *people; /* of Sampled* */
	GPtrArray *arms;   /* of char*: names, by number */
};

static void
free_sampled (gpointer data)
{
	Sampled *sampled = data;

	g_free (sampled->key);
	g_free (sampled->segment);
	for (gsize i = 0; i < G_N_ELEMENTS (sampled->items); i++)
		g_ptr_array_unref (sampled->items[i]);
	g_free (sampled);
}

void
seg_message_sample_free (SegMessageSample *sample)
{
	if (sample == NULL)
		return;
	g_ptr_array_unref (sample->people);
	g_ptr_array_unref (sample->arms);
	g_free (sample);
}

gsize
seg_message_sample_n (const SegMessageSample *sample)
{
	return sample->people->len;
}

/* Who -------------------------------------------------------------------------------------------------------------- */

/* Another order than that of the hashes, by which arms are dealt. */
static guint64
shuffled_place (const SegEligible *person)
{
	return person->hash * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
}

static int
compare_shuffled (const void *a, const void *b)
{
	const SegEligible *one = a, *other = b;
	const guint64 first = shuffled_place (one), second = shuffled_place (other);

	return first != second ? (first < second ? -1 : 1) : (one->user_id > other->user_id) - (one->user_id < other->user_id);
}

static void
add_person (SegMessageSample *sample, GHashTable *taken, const SegEligible *person)
{
	Sampled *sampled;

	if (!g_hash_table_add (taken, (gpointer) &person->user_id))
		return;
	sampled = g_new0 (Sampled, 1);
	sampled->person = *person;
	for (gsize i = 0; i < G_N_ELEMENTS (sampled->items); i++)
		sampled->items[i] = g_ptr_array_new_with_free_func (g_free);
	g_ptr_array_add (sample->people, sampled);
}

/* The first of each arm and segment that gets something, then whoever comes first. */
static void
take_people (SegMessageSample *sample, const SegEligible *people, gsize n_people, gint64 user_id, gsize n)
{
	g_autoptr (GHashTable) taken = g_hash_table_new (g_int64_hash, g_int64_equal);
	g_autoptr (GHashTable) kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

	for (gsize i = 0; user_id != 0 && i < n_people; i++)
		if (people[i].user_id == user_id)
			add_person (sample, taken, &people[i]);
	for (gsize i = 0; i < n_people && sample->people->len < n; i++)
		if (people[i].arm != 0 && g_hash_table_add (kinds, g_strdup_printf ("%u %" G_GINT64_FORMAT, people[i].arm, people[i].segment_id)))
			add_person (sample, taken, &people[i]);
	for (gsize i = 0; i < n_people && sample->people->len < n; i++)
		add_person (sample, taken, &people[i]);
}

/* What takes somebody off the list. */
static gboolean
check_on_list (const SegAsking *asking, const SegAudienceWalk *walk, gint64 user_id, GError **error)
{
	gssize at = user_id != 0 ? seg_audience_find (asking->audience, user_id) : 0;
	guint8 place = user_id != 0 && at >= 0 ? walk->places[at] : SEG_PLACE_OUTSIDE;
	const char *why;

	if (user_id == 0 || place == SEG_PLACE_CHOSEN)
		return TRUE;
	if (place == SEG_PLACE_OUTSIDE)
		why = _("not in the audience");
	else if (place == SEG_PLACE_WORTH)
		why = _("would cost more than they bring");
	else if (place == SEG_PLACE_RANK)
		why = walk->rank_label;
	else
		why = ((const SegFunnelStep *) walk->steps->pdata[place - SEG_PLACE_OFF])->label;
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("This person would not be on the list: %s"), why);
	return FALSE;
}

static gboolean
name_people (SegMessageSample *sample, SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegStatement) row = seg_workspace_prepare (workspace, "SELECT name FROM segment WHERE id = :id", error);

	for (guint i = 0; row != NULL && i < sample->people->len; i++) {
		Sampled *sampled = sample->people->pdata[i];
		GError *failure = NULL;

		seg_statement_bind_integer (row, ":id", sampled->person.segment_id);
		if (seg_statement_next (row, &failure))
			sampled->segment = g_strdup (seg_statement_text (row, 0));
		seg_statement_reset (row);
		if (!seg_query_ended (failure, error) || (sampled->key = seg_user_key (workspace, sampled->person.user_id, error)) == NULL)
			return FALSE;
	}
	return row != NULL;
}

/* What --------------------------------------------------------------------------------------------------------------- */

/* Those whose lists must be made: all who are sent to where one list depends on the others, else the sample. */
static GArray *
whose_items (const SegMessageSample *sample, const SegModel *model, const SegEligible *people, gsize n_people)
{
	GArray *users = g_array_new (FALSE, FALSE, sizeof (gint64));
	gboolean all = seg_model_advice_rules (model)->values[SEG_ADVICE_MOST_PEOPLE] != NULL;

	for (gsize i = 0; all && i < n_people; i++)
		if (people[i].arm != 0)
			g_array_append_val (users, people[i].user_id);
	for (guint i = 0; !all && i < sample->people->len; i++)
		if (((const Sampled *) sample->people->pdata[i])->person.arm != 0)
			g_array_append_val (users, ((const Sampled *) sample->people->pdata[i])->person.user_id);
	return users;
}

static void
take_items (Sampled *sampled, const SegAdviceLists *lists, gsize number)
{
	for (guint k = 0; k < seg_advice_lists_n (lists, number); k++) {
		g_autoptr (SegRecommendation) one = seg_advice_lists_get (lists, number, k);

		g_ptr_array_add (sampled->items[0], g_strdup (one->item_key));
		g_ptr_array_add (sampled->items[1], g_strdup (one->title));
		g_ptr_array_add (sampled->items[2], g_strdup (one->reason != NULL ? one->reason : ""));
	}
}

/* People of a list are in the order of their ids: @people must be. */
static gboolean
add_items (SegMessageSample *sample, SegWorkspace *workspace, const SegCampaignDraft *draft, const SegEligible *people, gsize n_people, SegJob *job, GError **error)
{
	g_autoptr (SegModel) model = NULL;
	g_autoptr (SegAdviceLists) lists = NULL;
	g_autoptr (GHashTable) numbers = g_hash_table_new (g_int64_hash, g_int64_equal);
	g_autoptr (GArray) users = NULL;

	if (draft->n_recommendations == 0)
		return TRUE;
	model = seg_model_fit_segmentation (workspace, NULL, draft->segmentation_id, job, error);
	if (model == NULL)
		return FALSE;
	users = whose_items (sample, model, people, n_people);
	lists = seg_advice_lists_new (model, (const gint64 *) (gpointer) users->data, users->len, draft->n_recommendations, job, error);
	for (guint i = 0; lists != NULL && i < users->len; i++)
		g_hash_table_insert (numbers, &g_array_index (users, gint64, i), GUINT_TO_POINTER (i + 1));
	for (guint i = 0; lists != NULL && i < sample->people->len; i++) {
		Sampled *sampled = sample->people->pdata[i];
		guint number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, &sampled->person.user_id));

		if (number != 0)
			take_items (sampled, lists, number - 1);
	}
	return lists != NULL;
}

/* The whole ---------------------------------------------------------------------------------------------------------- */

SegMessageSample *
seg_message_sample_new (SegAudience *audience, SegWorkspace *workspace, const SegCampaignDraft *draft, gint64 user_id, gsize n, SegJob *job, GError **error)
{
	const SegAsking asking = { audience, workspace, job, 0 };
	g_autoptr (SegAudienceWalk) walk = seg_audience_walk (&asking, draft, error);
	g_autoptr (SegMessageSample) sample = g_new0 (SegMessageSample, 1);
	g_autofree SegEligible *people = NULL, *shuffled = NULL;
	gsize n_people;

	sample->people = g_ptr_array_new_with_free_func (free_sampled);
	sample->arms = g_ptr_array_new_with_free_func (g_free);
	for (guint arm = 0; arm <= seg_split_n_arms (draft); arm++)
		g_ptr_array_add (sample->arms, g_strdup (seg_split_arm_name (draft, arm)));
	if (walk == NULL || !check_on_list (&asking, walk, user_id, error) || (people = seg_audience_walk_people (&asking, walk, error)) == NULL)
		return NULL;
	n_people = (gsize) walk->n_chosen;
	if (!seg_split_deal (draft, people, n_people, error))
		return NULL;
	shuffled = g_memdup2 (people, n_people * sizeof *people);
	qsort (shuffled, n_people, sizeof *shuffled, compare_shuffled);
	take_people (sample, shuffled, n_people, user_id, n);
	return name_people (sample, workspace, error) && add_items (sample, workspace, draft, people, n_people, job, error) ? g_steal_pointer (&sample) : NULL;
}

SegMessagePreview *
seg_message_sample_write (const SegMessageSample *sample, SegWorkspace *workspace, const SegCampaignDraft *draft, gsize at, GError **error)
{
	const Sampled *sampled = sample->people->pdata[at];
	g_autoptr (SegMessagePreview) preview = g_new0 (SegMessagePreview, 1);

	preview->user_id = sampled->person.user_id;
	preview->key = g_strdup (sampled->key);
	preview->segment = g_strdup (sampled->segment);
	preview->arm = g_strdup (sample->arms->pdata[sampled->person.arm]);
	return seg_message_preview_fill (preview, workspace, draft, sampled->person.segment_id, sampled->items, error) ? g_steal_pointer (&preview) : NULL;
}

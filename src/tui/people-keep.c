/* People found by a recommender, kept as a list and taken into a campaign: whom to tell about an item, look-alikes of a segment or a user. */
#include <config.h>
#include "recommend.h"
#include "campaigns.h"

#include <segscope/people_list.h>
#include <segscope/rule.h>

#include <glib/gi18n.h>

#define MOST_PEOPLE 1000000

/* Keeping ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	GArray *ids;
	char   *name, *words;
} Keep;

static void
free_keep (gpointer data)
{
	Keep *keep = data;

	g_array_unref (keep->ids);
	g_free (keep->name);
	g_free (keep->words);
	g_free (keep);
}

static gboolean
run_keep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Keep *keep = data;

	(void) job;
	return seg_people_list_keep (workspace, keep->name, keep->words, (const gint64 *) (gpointer) keep->ids->data, keep->ids->len, error) != 0;
}

/* The list is there; a campaign for it is begun. */
static void
done_keep (SegView *view, gpointer data)
{
	const Keep *keep = data;
	g_autoptr (SegCampaignDraft) draft = seg_campaign_draft_new ();
	const SegBuilderPlace place = { draft, 0 };
	g_autofree char *n = seg_format_integer (keep->ids->len);

	draft->filter = seg_rule_filter (keep->name);
	seg_say (view, _("%s people are kept as the list \"%s\" (Rules). This is a campaign for them; Esc leaves it."), n, keep->name);
	seg_view_push (view, &seg_builder_view, (gpointer) &place);
}

static const SegWork keep_work = { N_("keeping the list"), run_keep, done_keep, NULL, free_keep, TRUE, FALSE };

static gboolean
accept_name (SegView *view, const char *text, gpointer data, GError **error)
{
	const Keep *asked = data;
	Keep *keep;

	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A list needs a name"));
		return FALSE;
	}
	keep = g_new (Keep, 1);
	*keep = (Keep) { g_array_ref (asked->ids), g_strdup (text), g_strdup (asked->words) };
	seg_view_run (view, &keep_work, keep);
	return TRUE;
}

void
seg_ask_keep_people (SegView *view, GArray *ids, const char *name, const char *words)
{
	Keep *keep = g_new (Keep, 1);
	g_autofree char *n = seg_format_integer (ids->len);
	g_autofree char *title = g_strdup_printf (_("Keep these %s people as a list under which name?"), n);

	*keep = (Keep) { g_array_ref (ids), NULL, g_strdup (words) };
	seg_ask_line (view, title, _("A list stays as it is now; Rules shows it, conditions name it (rule = NAME). A campaign for it opens next."), name,
	              accept_name, keep, free_keep);
}

/* Look-alikes ------------------------------------------------------------------------------------------------------ */

typedef struct {
	gint64  segment_id, user_id; /* of whom; one of them is 0 */
	char   *of;                  /* their name */
	guint   n;
	GArray *ids;
	const SegRecommender *by; /* whom they were found by */
} Find;

static void
free_find (gpointer data)
{
	Find *find = data;

	g_clear_pointer (&find->ids, g_array_unref);
	g_free (find->of);
	g_free (find);
}

static GArray *
list_seeds (const SegInteractions *interactions, const Find *find)
{
	GArray *seeds = g_array_new (FALSE, FALSE, sizeof (gint64));

	for (gsize user = 0; user < interactions->n_users; user++)
		if (find->segment_id != 0 ? interactions->segment_ids[user] == find->segment_id : interactions->user_ids[user] == find->user_id)
			g_array_append_val (seeds, interactions->user_ids[user]);
	return seeds;
}

static gboolean
run_find (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Find *find = data;
	SegFitted *fitted = seg_fitted_get (workspace, NULL, job, error);
	g_autoptr (GArray) seeds = fitted != NULL ? list_seeds (seg_model_interactions (fitted->model), find) : NULL;
	g_autoptr (GPtrArray) list = seeds == NULL ? NULL
		: seg_look_alikes (workspace, fitted->model, (const gint64 *) (gpointer) seeds->data, seeds->len, find->n, job, error);

	find->by = fitted != NULL ? seg_model_recommender (fitted->model) : NULL;
	find->ids = list != NULL ? g_array_new (FALSE, FALSE, sizeof (gint64)) : NULL;
	for (guint i = 0; list != NULL && i < list->len; i++)
		g_array_append_val (find->ids, ((const SegSimilarUser *) list->pdata[i])->user_id);
	seg_fitted_unref (fitted);
	return list != NULL;
}

static void
done_find (SegView *view, gpointer data)
{
	const Find *find = data;
	g_autofree char *name = g_strdup_printf (_("Like %s"), find->of), *words = g_strdup_printf (_("Look-alikes of: %s; alike by %s"), find->of, _(seg_recommender_alike (find->by)));

	if (find->ids->len == 0)
		seg_tell (view, _("Look-alikes"), _("Nobody else took anything that these people took."));
	else
		seg_ask_keep_people (view, find->ids, name, words);
}

static const SegWork find_work = { N_("looking for people like them"), run_find, done_find, NULL, free_find, FALSE, FALSE };

static gboolean
accept_number (SegView *view, const char *text, gpointer data, GError **error)
{
	const Find *asked = data;
	guint64 n;
	Find *find;

	if (!g_ascii_string_to_unsigned (text, 10, 1, MOST_PEOPLE, &n, NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a whole number from 1 to %d"), text, MOST_PEOPLE);
		return FALSE;
	}
	find = g_new (Find, 1);
	*find = (Find) { asked->segment_id, asked->user_id, g_strdup (asked->of), (guint) n, NULL, NULL };
	seg_view_run (view, &find_work, find);
	return TRUE;
}

void
seg_ask_look_alikes (SegView *view, gint64 segment_id, gint64 user_id, const char *of)
{
	Find *find = g_new (Find, 1);
	g_autofree char *title = g_strdup_printf (_("How many people like %s, at most?"), of);

	*find = (Find) { segment_id, user_id, g_strdup (of), 0, NULL, NULL };
	seg_ask_line (view, title, _("Those most like them by what the recommender in use knows of people, the most similar first, without themselves."), "1000", accept_number, find, free_find);
}

/* seg_often (id, least), an aggregate for queries: which ids come at least so many times, as a JSON list. GROUP BY would put all rows in order
 * first, which takes longer and cannot be stopped while it is at it. */
#include <config.h>
#include "workspace-private.h"

#define FIRST_PLACES 1024

/* Ids with how often each came: a table of places, of which at most half are taken. */
typedef struct {
	gint64  *ids;
	guint32 *counts;  /* 0: the place is free */
	gsize    n_places; /* a power of two */
	gsize    n;
	gint64   least;
	gboolean failed;   /* there was no memory */
} Often;

static gsize
place_of (const Often *often, gint64 id)
{
	const guint64 spread = (guint64) id * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
	gsize place = (gsize) (spread >> 32) & (often->n_places - 1);

	while (often->counts[place] > 0 && often->ids[place] != id)
		place = (place + 1) & (often->n_places - 1);
	return place;
}

static gboolean
make_room (Often *often)
{
	const Often before = *often;

	often->n_places = before.n_places > 0 ? 2 * before.n_places : FIRST_PLACES;
	often->ids = g_try_new (gint64, often->n_places);
	often->counts = g_try_new0 (guint32, often->n_places);
	if (often->ids == NULL || often->counts == NULL) {
		g_free (often->ids);
		g_free (often->counts);
		*often = before;
		return FALSE;
	}
	for (gsize i = 0; i < before.n_places; i++)
		if (before.counts[i] > 0) {
			const gsize place = place_of (often, before.ids[i]);

			often->ids[place] = before.ids[i];
			often->counts[place] = before.counts[i];
		}
	g_free (before.ids);
	g_free (before.counts);
	return TRUE;
}

static void
take_id (sqlite3_context *context, int n_values, sqlite3_value **values)
{
	Often *often = sqlite3_aggregate_context (context, sizeof *often);
	gsize place;

	(void) n_values;
	if (often == NULL || often->failed || (2 * (often->n + 1) > often->n_places && !make_room (often))) {
		if (often != NULL)
			often->failed = TRUE;
		sqlite3_result_error_nomem (context);
		return;
	}
	often->least = sqlite3_value_int64 (values[1]);
	place = place_of (often, sqlite3_value_int64 (values[0]));
	if (often->counts[place] == 0) {
		often->ids[place] = sqlite3_value_int64 (values[0]);
		often->n++;
	}
	if (often->counts[place] < G_MAXUINT32)
		often->counts[place]++;
}

/* Called also where the statement was stopped. */
static void
end_ids (sqlite3_context *context)
{
	Often *often = sqlite3_aggregate_context (context, 0);
	sqlite3_str *list = sqlite3_str_new (sqlite3_context_db_handle (context));
	int length;
	char *text;

	sqlite3_str_appendchar (list, 1, '[');
	for (gsize i = 0; often != NULL && i < often->n_places; i++)
		if (often->counts[i] > 0 && often->counts[i] >= often->least)
			sqlite3_str_appendf (list, "%s%lld", sqlite3_str_length (list) > 1 ? "," : "", (long long) often->ids[i]);
	sqlite3_str_appendchar (list, 1, ']');
	if (often != NULL) {
		g_free (often->ids);
		g_free (often->counts);
	}
	length = sqlite3_str_length (list);
	text = sqlite3_str_finish (list);
	if (text == NULL || (often != NULL && often->failed)) {
		sqlite3_free (text);
		sqlite3_result_error_nomem (context);
	} else
		sqlite3_result_text (context, text, length, sqlite3_free);
}

void
seg_workspace_add_often (SegWorkspace *workspace)
{
	(void) sqlite3_create_function (workspace->db, "seg_often", 2, SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL, NULL, take_id, end_ids);
}

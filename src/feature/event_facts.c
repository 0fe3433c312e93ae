#include <config.h>
#include "feature/event_facts.h"

#include <segscope/last_event.h>

#include <json-glib/json-glib.h>
#include <pthread.h>
#include <string.h>

#define MOST_KINDS 0x2000 /* of which reading events tells apart */

SegEventFacts *
seg_event_facts_new (const gint64 *kind_ids, gsize n_kinds)
{
	SegEventFacts *facts = g_new0 (SegEventFacts, 1);

	facts->n_kinds = n_kinds;
	facts->last_at = SEG_EVENT_NO_TIME;
	facts->kind_ids = g_memdup2 (kind_ids, n_kinds * sizeof *kind_ids);
	facts->n_events = g_new0 (guint64, MAX (n_kinds, MOST_KINDS));
	facts->has = g_new0 (guint32, MAX (n_kinds, MOST_KINDS));
	return facts;
}

SegEventFacts *
seg_event_facts_copy (const SegEventFacts *facts)
{
	SegEventFacts *copy = seg_event_facts_new (facts->kind_ids, facts->n_kinds);

	copy->last_at = facts->last_at;
	memcpy (copy->n_events, facts->n_events, facts->n_kinds * sizeof *facts->n_events);
	memcpy (copy->has, facts->has, facts->n_kinds * sizeof *facts->has);
	return copy;
}

void
seg_event_facts_free (SegEventFacts *facts)
{
	if (facts == NULL)
		return;
	g_free (facts->kind_ids);
	g_free (facts->n_events);
	g_free (facts->has);
	g_free (facts);
}

gssize
seg_event_facts_find (const SegEventFacts *facts, gint64 kind_id)
{
	for (gsize i = 0; i < facts->n_kinds; i++)
		if (facts->kind_ids[i] == kind_id)
			return (gssize) i;
	return -1;
}

/* Keeping ---------------------------------------------------------------------------------------------------------- */

/* What changes whenever events or what they mean do. */
static char *
state_of_data (SegWorkspace *workspace, GError **error)
{
	g_autofree char *fingerprint = seg_workspace_fingerprint (workspace, error);
	gint64 last;

	if (fingerprint == NULL || !seg_workspace_count (workspace, "SELECT ifnull (max (id), 0) FROM event", &last, error))
		return NULL;
	return g_strdup_printf ("%s %" G_GINT64_FORMAT, fingerprint, last);
}

char *
seg_event_facts_to_json (const SegEventFacts *facts)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_array (builder);
	json_builder_add_int_value (builder, facts->last_at);
	for (gsize i = 0; i < facts->n_kinds; i++) {
		json_builder_begin_array (builder);
		json_builder_add_int_value (builder, facts->kind_ids[i]);
		json_builder_add_int_value (builder, (gint64) facts->n_events[i]);
		json_builder_add_int_value (builder, facts->has[i]);
		json_builder_end_array (builder);
	}
	json_builder_end_array (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

static gint64
integer_at (JsonArray *array, guint i)
{
	JsonNode *node = json_array_get_element (array, i);

	return JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;
}

SegEventFacts *
seg_event_facts_from_json (JsonNode *root)
{
	JsonArray *rows = root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
	g_autoptr (SegEventFacts) facts = NULL;

	if (rows == NULL)
		return NULL;
	if (json_array_get_length (rows) == 0 || json_array_get_length (rows) > MOST_KINDS)
		return NULL;
	facts = seg_event_facts_new (NULL, 0);
	facts->kind_ids = g_new0 (gint64, json_array_get_length (rows));
	facts->last_at = integer_at (rows, 0);
	facts->n_kinds = json_array_get_length (rows) - 1;
	for (guint i = 0; i < facts->n_kinds; i++) {
		JsonNode *node = json_array_get_element (rows, i + 1);
		JsonArray *row = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

		if (row == NULL || json_array_get_length (row) != 3)
			return NULL;
		facts->kind_ids[i] = integer_at (row, 0);
		facts->n_events[i] = (guint64) integer_at (row, 1);
		facts->has[i] = (guint32) integer_at (row, 2);
	}
	return g_steal_pointer (&facts);
}

SegEventFacts *
seg_event_facts_kept (SegWorkspace *workspace, GError **error)
{
	g_autofree char *state = state_of_data (workspace, error);
	g_autoptr (SegStatement) statement = NULL;
	SegEventFacts *facts = NULL;
	GError *failure = NULL;

	if (state == NULL)
		return NULL;
	statement = seg_workspace_prepare (workspace, "SELECT facts FROM event_facts WHERE state = :state", error);
	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":state", state);
	if (seg_statement_next (statement, &failure)) {
		g_autoptr (JsonNode) root = json_from_string (seg_statement_text (statement, 0), NULL);

		facts = seg_event_facts_from_json (root);
	}
	seg_query_ended (failure, error);
	return facts;
}

gboolean
seg_event_facts_keep (SegWorkspace *workspace, const SegEventFacts *facts, GError **error)
{
	g_autofree char *state = state_of_data (workspace, error), *json = seg_event_facts_to_json (facts);
	g_autoptr (SegStatement) statement = NULL;

	if (state == NULL || !seg_workspace_execute (workspace, "DELETE FROM event_facts", error))
		return FALSE;
	statement = seg_workspace_prepare (workspace, "INSERT INTO event_facts (state, facts) VALUES (:state, :facts)", error);
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":state", state);
	seg_statement_bind_text (statement, ":facts", json);
	return seg_statement_run (statement, error);
}

static SegEventFacts *
read_all (SegWorkspace *workspace, GError **error)
{
	SegEventReading reading = { .as_of = G_MAXINT64 };
	g_autoptr (SegEventFacts) facts = NULL;
	g_autoptr (GPtrArray) chunks = NULL;

	if (seg_event_reading_init (&reading, workspace, error)) {
		facts = seg_event_facts_new (reading.kind_ids, reading.n_kinds);
		if (!seg_events_read (workspace, &reading, 0, &chunks, facts->n_events, facts->has, &facts->last_at, NULL, error))
			g_clear_pointer (&facts, seg_event_facts_free);
	}
	seg_event_reading_clear (&reading);
	return g_steal_pointer (&facts);
}

SegEventFacts *
seg_event_facts_get (SegWorkspace *workspace, GError **error)
{
	GError *failure = NULL;
	SegEventFacts *facts = seg_event_facts_kept (workspace, &failure);

	if (failure != NULL) {
		g_propagate_error (error, failure);
		return NULL;
	}
	return facts != NULL ? facts : read_all (workspace, error);
}

/* The last --------------------------------------------------------------------------------------------------------- */

/* Of one workspace, the one last asked about: pages of people ask again and again. */
static struct {
	pthread_mutex_t lock;
	char  *path, *state; /* NULL: nothing is known yet */
	gint64 at;
} last = { .lock = PTHREAD_MUTEX_INITIALIZER };

static gboolean
is_remembered (const char *path, const char *state, gint64 *at)
{
	gboolean same;

	pthread_mutex_lock (&last.lock);
	same = g_strcmp0 (last.path, path) == 0 && g_strcmp0 (last.state, state) == 0;
	if (same)
		*at = last.at;
	pthread_mutex_unlock (&last.lock);
	return same;
}

static void
remember (const char *path, const char *state, gint64 at)
{
	pthread_mutex_lock (&last.lock);
	g_free (last.path);
	g_free (last.state);
	last.path = g_strdup (path);
	last.state = g_strdup (state);
	last.at = at;
	pthread_mutex_unlock (&last.lock);
}

gboolean
seg_last_event_at (SegWorkspace *workspace, gint64 *at, GError **error)
{
	g_autofree char *state = state_of_data (workspace, error);
	g_autoptr (SegEventFacts) facts = NULL;

	if (state == NULL)
		return FALSE;
	if (is_remembered (seg_workspace_path (workspace), state, at))
		return TRUE;
	if ((facts = seg_event_facts_get (workspace, error)) == NULL)
		return FALSE;
	*at = facts->last_at;
	remember (seg_workspace_path (workspace), state, *at);
	return TRUE;
}

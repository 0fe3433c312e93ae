/* Who counts, and their events in slices by user.
 *
 * Events are read in the order of the file (sorting ten million rows inside SQLite is slow) and put into their users' slices by
 * counting (event_slices.c). */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Whether registration dates can be read, and from which column. */
static char *
registered_column (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "user", error);
	const SegAttribute *attribute;

	if (attributes == NULL)
		return NULL;
	attribute = seg_attributes_with_field (attributes, "registered");
	return attribute != NULL && attribute->type == SEG_TYPE_DATE ? seg_sql_identifier (attribute->name) : g_strdup ("NULL");
}

/* A row of id and an instant. */
static void
add_time (SegStatement *statement, GArray *ids, GArray *times)
{
	gint64 id = seg_statement_integer (statement, 0);
	gint64 time = seg_statement_is_null (statement, 1) ? SEG_NO_TIME : seg_statement_integer (statement, 1);

	g_array_append_val (ids, id);
	g_array_append_val (times, time);
}

/* Rows ascending by id. */
static gboolean
read_times (SegStatement *statement, GArray *ids, GArray *times, GError **error)
{
	GError *failure = NULL;

	while (seg_statement_next (statement, &failure))
		add_time (statement, ids, times);
	return seg_query_ended (failure, error);
}

#define DENSE 10 /* ids to a wanted one, up to which it is quicker to read all of them than to look each up */

/* Those of @only, out of all between the first and the last of them. */
static gboolean
read_dense (SegWorkspace *workspace, const char *sql, const GArray *only, GArray *ids, GArray *times, GError **error)
{
	g_autofree char *text = g_strconcat (sql, " AND id BETWEEN ?1 AND ?2 ORDER BY id", NULL);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, text, error);
	GError *failure = NULL;
	guint next = 0;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer_at (statement, 1, g_array_index (only, gint64, 0));
	seg_statement_bind_integer_at (statement, 2, g_array_index (only, gint64, only->len - 1));
	while (seg_statement_next (statement, &failure)) {
		gint64 id = seg_statement_integer (statement, 0);

		while (g_array_index (only, gint64, next) < id)
			next++; /* the last is never passed */
		if (g_array_index (only, gint64, next) == id)
			add_time (statement, ids, times);
	}
	return seg_query_ended (failure, error);
}

/* All of them, or (@only, ascending) those. */
static gboolean
read_users (SegWorkspace *workspace, const char *sql, const GArray *only, GArray *ids, GArray *times, GError **error)
{
	g_autofree char *text = g_strconcat (sql, only != NULL ? " AND id = ?1" : " ORDER BY id", NULL);
	g_autoptr (SegStatement) statement = NULL;

	if (only != NULL && only->len > 0
	    && (g_array_index (only, gint64, only->len - 1) - g_array_index (only, gint64, 0)) / DENSE < (gint64) only->len)
		return read_dense (workspace, sql, only, ids, times, error);
	statement = seg_workspace_prepare (workspace, text, error);
	if (statement == NULL || only == NULL)
		return statement != NULL && read_times (statement, ids, times, error);
	for (guint i = 0; i < only->len; i++) {
		seg_statement_bind_integer_at (statement, 1, g_array_index (only, gint64, i));
		if (!read_times (statement, ids, times, error))
			return FALSE;
	}
	return TRUE;
}

/* Those of @only that are not left out: nothing else is to be known of them. */
static gboolean
take_users (SegWorkspace *workspace, const GArray *only, GArray *ids, GArray *times, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT user_id FROM excluded_user ORDER BY user_id", error);
	const gint64 none = SEG_NO_TIME;
	GError *failure = NULL;
	gboolean more;

	if (statement == NULL)
		return FALSE;
	more = seg_statement_next (statement, &failure);
	for (guint i = 0; i < only->len; i++) {
		gint64 id = g_array_index (only, gint64, i);

		while (more && seg_statement_integer (statement, 0) < id)
			more = seg_statement_next (statement, &failure);
		if (more && seg_statement_integer (statement, 0) == id)
			continue;
		g_array_append_val (ids, id);
		g_array_append_val (times, none);
	}
	return seg_query_ended (failure, error);
}

/* Whether there is anything to say who counts: a list of users, or, where nobody ever did anything, whatever file it was that named people (an experiment
 * that was run elsewhere, with its results and nothing else). */
static gboolean
find_list (SegWorkspace *workspace, gboolean *listed, gboolean *has_list, GError **error)
{
	gint64 n_lists, n_events = 1;

	if (!seg_workspace_count (workspace, "SELECT " SEG_SQL_USERS_LISTED, &n_lists, error)
	    || (n_lists == 0 && !seg_workspace_count (workspace, "SELECT EXISTS (SELECT 1 FROM event)", &n_events, error)))
		return FALSE;
	*listed = n_lists != 0;
	*has_list = n_lists != 0 || n_events == 0;
	return TRUE;
}

/* Users who are in no list never registered: they count by what they do alone. */
#define NEVER "9000000000000000000"

static gboolean
load_users (const SegFeatureContext *context, SegBehaviour *behaviour, const GArray *only, GError **error)
{
	SegWorkspace *workspace = context->workspace;
	g_autofree char *registered = registered_column (workspace, error), *sql = NULL;
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
	gboolean listed, has_list;

	if (registered == NULL || !find_list (workspace, &listed, &has_list, error))
		return FALSE;
	sql = listed && context->everyone
	      ? g_strdup_printf ("SELECT id, CASE WHEN listed THEN %s ELSE " NEVER " END FROM user WHERE " SEG_SQL_USER_IN_USE ("user"), registered)
	      : g_strdup_printf ("SELECT id, %s FROM user WHERE %s" SEG_SQL_USER_IN_USE ("user"), registered,
	                         listed ? "listed AND " : "");
	if (only != NULL && !has_list && strcmp (registered, "NULL") == 0 ? !take_users (workspace, only, ids, times, error)
	                                                                  : !read_users (workspace, sql, only, ids, times, error))
		return FALSE;
	behaviour->has_list = has_list;
	behaviour->n_users = ids->len;
	behaviour->user_ids = (gint64 *) g_array_free (g_steal_pointer (&ids), FALSE);
	behaviour->registered = (gint64 *) g_array_free (g_steal_pointer (&times), FALSE);
	return TRUE;
}

/* Leaves about @most users, evenly spaced. */
static void
thin_out (SegBehaviour *behaviour, gsize most)
{
	const gsize n = behaviour->n_users;

	if (most == 0 || n <= most)
		return;
	for (gsize i = 0; i < most; i++) {
		const gsize user = (gsize) ((double) i * ((double) n / (double) most));

		behaviour->user_ids[i] = behaviour->user_ids[user];
		behaviour->registered[i] = behaviour->registered[user];
	}
	behaviour->n_users = most;
}

SegBehaviour *
seg_behaviour_new (const SegFeatureContext *context, gsize most, GError **error)
{
	SegBehaviour *behaviour = g_new0 (SegBehaviour, 1);

	if (!load_users (context, behaviour, NULL, error)) {
		seg_behaviour_free (behaviour);
		return NULL;
	}
	behaviour->is_part = most > 0 && behaviour->n_users > most;
	thin_out (behaviour, most);
	return behaviour;
}

SegBehaviour *
seg_behaviour_new_of (const SegFeatureContext *context, const GArray *ids, GError **error)
{
	SegBehaviour *behaviour = g_new0 (SegBehaviour, 1);

	if (!load_users (context, behaviour, ids, error))
		g_clear_pointer (&behaviour, seg_behaviour_free);
	return behaviour;
}

static gint64
last_given_back (const SegEventReading *reading)
{
	gint64 last = SEG_NO_TIME;

	for (gsize i = 0; i < reading->n_given_back; i++)
		last = MAX (last, reading->given_back_at[i]);
	return last;
}

gboolean
seg_behaviour_read (SegBehaviour *behaviour, const SegFeatureContext *context, SegJob *job, GError **error)
{
	SegEventReading reading = { .as_of = context->as_of, .only_users = behaviour->is_part, .packs = behaviour->packs };
	gboolean fine = seg_event_reading_init (&reading, context->workspace, error);

	if (fine) {
		seg_id_index_init (&reading.users, behaviour->user_ids, behaviour->n_users);
		seg_id_index_init (&reading.items, context->item_ids, context->n_items);
		behaviour->last_given_back = last_given_back (&reading);
		if (behaviour->packs != NULL)
			g_ptr_array_set_size (behaviour->packs, 0);
		g_clear_pointer (&behaviour->chunks, g_ptr_array_unref);
		g_clear_pointer (&behaviour->facts, seg_event_facts_free);
		behaviour->facts = seg_event_facts_new (reading.kind_ids, reading.n_kinds);
		fine = seg_events_read (context->workspace, &reading, behaviour->after_id, &behaviour->chunks, behaviour->facts->n_events, behaviour->facts->has,
		                        &behaviour->facts->last_at, job, error);
	}
	seg_event_reading_clear (&reading);
	return fine;
}

/* Nobody is looked for: no event is kept. */
gboolean
seg_behaviour_read_new (const SegFeatureContext *context, SegNewEvents *new, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) packs = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_event_pack_free), chunks = NULL;
	SegEventReading reading = { .as_of = context->as_of, .packs = packs, .met = new->users };
	g_autoptr (SegEventFacts) facts = NULL;
	gboolean fine = seg_event_reading_init (&reading, context->workspace, error);

	if (fine) {
		facts = seg_event_facts_new (reading.kind_ids, reading.n_kinds);
		new->last_given_back = last_given_back (&reading);
		fine = seg_events_read (context->workspace, &reading, new->after_id, &chunks, facts->n_events, facts->has, &facts->last_at, job, error);
	}
	seg_event_reading_clear (&reading);
	if (!fine)
		return FALSE;
	new->facts = g_steal_pointer (&facts);
	new->packs = g_steal_pointer (&packs);
	return TRUE;
}

void
seg_behaviour_make_packs (SegBehaviour *behaviour)
{
	behaviour->packs = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_event_pack_free);
}

gboolean
seg_behaviour_write_packs (SegBehaviour *behaviour, SegWorkspace *workspace, GError **error)
{
	gboolean fine = behaviour->packs == NULL || seg_event_packs_write (workspace, behaviour->packs, error);

	g_clear_pointer (&behaviour->packs, g_ptr_array_unref);
	return fine;
}

SegBehaviour *
seg_behaviour_load_some (SegWorkspace *workspace, const SegFeatureContext *context, gsize most_users, SegJob *job, GError **error)
{
	SegBehaviour *behaviour = seg_behaviour_new (context, most_users, error);

	(void) workspace;
	if (behaviour != NULL
	    && (!seg_behaviour_read (behaviour, context, job, error) || !seg_behaviour_sort (behaviour, context, job, error)))
		g_clear_pointer (&behaviour, seg_behaviour_free);
	return behaviour;
}

void
seg_behaviour_free (SegBehaviour *behaviour)
{
	if (behaviour == NULL)
		return;
	g_clear_pointer (&behaviour->chunks, g_ptr_array_unref);
	g_clear_pointer (&behaviour->packs, g_ptr_array_unref);
	seg_event_facts_free (behaviour->facts);
	g_clear_pointer (&behaviour->copy, seg_event_copy_free);
	g_free (behaviour->user_ids);
	g_free (behaviour->registered);
	g_free (behaviour->start);
	seg_event_columns_clear (&behaviour->columns);
	g_free (behaviour);
}

gint64
seg_behaviour_registered_day (const SegBehaviour *behaviour, const SegFeatureContext *context, gsize user)
{
	const gint64 at = behaviour->registered[user];

	return at != SEG_NO_TIME ? seg_calendar_day (seg_context_calendar (context), at) : SEG_NO_TIME;
}

gboolean
seg_behaviour_counts (const SegBehaviour *behaviour, const SegFeatureContext *context, gsize user)
{
	gint64 registered = seg_behaviour_registered_day (behaviour, context, user);

	return seg_behaviour_n_events (behaviour, user) > 0
	       || (behaviour->has_list && (registered == SEG_NO_TIME || registered <= context->as_of_day));
}

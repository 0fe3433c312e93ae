/* Who counts, and their events in slices by user.
 *
 * The events are read by one SELECT in the order of the file (sorting ten million rows inside SQLite is slow) and put straight
 * into their user's slice: a count by user, which the index on events answers alone, says beforehand where each slice begins. */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>

#define PROCEED_EVERY 4096

static gboolean
out_of_memory (gsize n, gsize size, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to hold %zu rows of the workspace (%.0f MB)"), n,
	             (double) n * (double) size * 1e-6);
	return FALSE;
}

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

/* Rows of id and one more number, ascending by id. */
static gboolean
read_pairs (SegWorkspace *workspace, const char *sql, GArray *ids, GArray *values, gboolean *no_values, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		gint64 id = seg_statement_integer (statement, 0);
		gint64 value = seg_statement_is_null (statement, 1) ? SEG_NO_TIME : seg_statement_integer (statement, 1);

		g_array_append_val (ids, id);
		g_array_append_val (values, value);
		*no_values = *no_values && value == SEG_NO_TIME;
	}
	if (failure == NULL)
		return TRUE;
	g_propagate_error (error, failure);
	return FALSE;
}

/* Users who are in no list never registered: they count by what they do alone. */
#define NEVER "9223372036854775807"

static gboolean
load_users (SegWorkspace *workspace, const SegFeatureContext *context, SegBehaviour *behaviour, GError **error)
{
	g_autofree char *registered = registered_column (workspace, error), *sql = NULL;
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (gint64));
	gboolean none = TRUE;
	gint64 has_list;

	if (registered == NULL
	    || !seg_workspace_count (workspace, "SELECT EXISTS (SELECT 1 FROM user WHERE listed)", &has_list, error))
		return FALSE;
	sql = has_list && context->everyone
	      ? g_strdup_printf ("SELECT id, CASE WHEN listed THEN %s ELSE " NEVER " END FROM user WHERE " SEG_SQL_USER_IN_USE ("user") " ORDER BY id",
	                         registered)
	      : g_strdup_printf ("SELECT id, %s FROM user WHERE %s" SEG_SQL_USER_IN_USE ("user") " ORDER BY id", registered,
	                         has_list ? "listed AND " : "");
	if (!read_pairs (workspace, sql, ids, days, &none, error))
		return FALSE;
	for (guint i = 0; i < days->len; i++) {
		gint64 *day = &g_array_index (days, gint64, i);

		if (*day != SEG_NO_TIME)
			*day = seg_day_of (*day);
	}
	behaviour->has_list = has_list != 0;
	behaviour->n_users = ids->len;
	behaviour->user_ids = (gint64 *) g_array_free (g_steal_pointer (&ids), FALSE);
	behaviour->registered = (gint64 *) g_array_free (g_steal_pointer (&days), FALSE);
	return TRUE;
}

static gboolean
allocate_columns (SegBehaviour *behaviour, gsize n, GError **error)
{
	SegEventColumns *columns = &behaviour->columns;

	columns->at = g_try_new (gint64, n + 1);
	columns->kind = g_try_new (guint16, n + 1);
	columns->item = g_try_new (guint32, n + 1);
	columns->order = g_try_new (guint64, n + 1);
	columns->amount = g_try_new (double, n + 1);
	columns->quantity = g_try_new (double, n + 1);
	columns->rating = g_try_new (double, n + 1);
	columns->seconds = g_try_new (double, n + 1);
	columns->text_length = g_try_new (guint32, n + 1);
	return (columns->at != NULL && columns->kind != NULL && columns->item != NULL && columns->order != NULL && columns->amount != NULL
	        && columns->quantity != NULL && columns->rating != NULL && columns->seconds != NULL && columns->text_length != NULL)
	       || out_of_memory (n, 58, error);
}

/* Where each user's slice begins. Events after the as-of instant leave its end unused. */
static gboolean
cut_slices (SegWorkspace *workspace, SegBehaviour *behaviour, const SegIdIndex *users, GError **error)
{
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;
	gsize n_events = 0;

	behaviour->start = g_try_new0 (gsize, behaviour->n_users + 1);
	behaviour->n_events = g_try_new0 (gsize, behaviour->n_users + 1);
	if (behaviour->start == NULL || behaviour->n_events == NULL)
		return out_of_memory (behaviour->n_users, 2 * sizeof (gsize), error);
	statement = seg_workspace_prepare (workspace, "SELECT user_id, count(*) FROM event GROUP BY user_id", error);
	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		gssize user = seg_id_index_find (users, seg_statement_integer (statement, 0));

		if (user >= 0)
			behaviour->start[user + 1] = (gsize) seg_statement_integer (statement, 1);
	}
	if (failure != NULL) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	for (gsize user = 0; user < behaviour->n_users; user++)
		behaviour->start[user + 1] += behaviour->start[user];
	n_events = behaviour->start[behaviour->n_users];
	return allocate_columns (behaviour, n_events, error);
}

static guint64
hash_order (const char *key)
{
	guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325); /* FNV-1a; within one user's orders collisions do not happen */

	if (key == NULL)
		return 0;
	for (; *key != '\0'; key++)
		hash = (hash ^ (guchar) *key) * G_GUINT64_CONSTANT (0x100000001b3);
	return MAX (hash, 1);
}

static GHashTable *
kinds_by_id (const GPtrArray *kinds)
{
	GHashTable *table = g_hash_table_new (g_int64_hash, g_int64_equal);

	for (guint i = 0; i < kinds->len; i++) {
		SegEventKind *kind = kinds->pdata[i];

		g_hash_table_insert (table, &kind->id, kind);
	}
	return table;
}

/* A purchase that was given back later than the as-of instant was an order still. */
static guint16
kind_at (SegStatement *statement, const SegEventKind *kind, gint64 as_of)
{
	if (seg_statement_is_null (statement, 8) || seg_statement_integer (statement, 8) <= as_of)
		return kind->kind;
	return kind->kind | SEG_KIND_PURCHASE;
}

/* Files bring runs of one kind: the last one is asked first. */
static const SegEventKind *
find_kind (GHashTable *kinds, const SegEventKind *last, gint64 id)
{
	return last != NULL && last->id == id ? last : g_hash_table_lookup (kinds, &id);
}

static void
read_event (SegStatement *statement, gint64 at, guint16 kind, const SegIdIndex *items, SegEventColumns *columns, gsize place)
{
	columns->at[place] = at;
	columns->kind[place] = kind;
	columns->amount[place] = seg_statement_double (statement, 3);
	columns->rating[place] = seg_statement_double (statement, 4);
	columns->seconds[place] = seg_statement_double (statement, 5);
	columns->item[place] = (guint32) (seg_id_index_find (items, seg_statement_integer (statement, 6)) + 1);
	columns->order[place] = kind & SEG_KIND_PURCHASE ? hash_order (seg_statement_text (statement, 7)) : 0;
	columns->quantity[place] = seg_statement_double (statement, 9);
	columns->text_length[place] = (guint32) seg_statement_integer (statement, 10);
}

static gboolean
read_events (const SegFeatureContext *context, SegBehaviour *behaviour, const SegIdIndex *users, const SegIdIndex *items, SegJob *job,
             GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (context->workspace,
		"SELECT user_id, kind_id, at, amount, rating, seconds, item_id, order_key, "
		"CASE WHEN kind_id = (SELECT id FROM event_kind WHERE name = 'given back') "
		"THEN (SELECT at FROM given_back WHERE event_id = event.id) END, quantity, "
		"(SELECT length (text) FROM review WHERE event_id = event.id) FROM event", error);
	g_autoptr (GHashTable) kinds = kinds_by_id (context->kinds);
	const SegEventKind *kind = NULL;
	double n_all = (double) MAX (behaviour->start[behaviour->n_users], 1);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	for (gsize n = 0; seg_statement_next (statement, &failure); n++) {
		gssize user = seg_id_index_find (users, seg_statement_integer (statement, 0));
		gint64 at = seg_statement_is_null (statement, 2) ? SEG_NO_TIME : seg_statement_integer (statement, 2);

		if (n % PROCEED_EVERY == 0 && !seg_job_proceed (job, (double) n / n_all, _("reading events"), error))
			return FALSE;
		kind = find_kind (kinds, kind, seg_statement_integer (statement, 1));
		if (user < 0 || kind == NULL || at > context->as_of)
			continue;
		read_event (statement, at, kind_at (statement, kind, context->as_of), items, &behaviour->columns,
		            behaviour->start[user] + behaviour->n_events[user]++);
	}
	if (failure == NULL)
		return TRUE;
	g_propagate_error (error, failure);
	return FALSE;
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
seg_behaviour_load (SegWorkspace *workspace, const SegFeatureContext *context, SegJob *job, GError **error)
{
	return seg_behaviour_load_some (workspace, context, 0, job, error);
}

SegBehaviour *
seg_behaviour_load_some (SegWorkspace *workspace, const SegFeatureContext *context, gsize most_users, SegJob *job, GError **error)
{
	SegBehaviour *behaviour = g_new0 (SegBehaviour, 1);
	SegIdIndex users = { 0 }, items = { 0 };
	gboolean loaded = load_users (workspace, context, behaviour, error);

	if (loaded) {
		thin_out (behaviour, most_users);
		seg_id_index_init (&users, behaviour->user_ids, behaviour->n_users);
		seg_id_index_init (&items, context->item_ids, context->n_items);
		loaded = cut_slices (workspace, behaviour, &users, error)
		         && read_events (context, behaviour, &users, &items, job, error);
		seg_id_index_clear (&users);
		seg_id_index_clear (&items);
	}
	if (!loaded)
		g_clear_pointer (&behaviour, seg_behaviour_free);
	return behaviour;
}

void
seg_behaviour_free (SegBehaviour *behaviour)
{
	if (behaviour == NULL)
		return;
	g_free (behaviour->user_ids);
	g_free (behaviour->registered);
	g_free (behaviour->start);
	g_free (behaviour->n_events);
	g_free (behaviour->columns.at);
	g_free (behaviour->columns.kind);
	g_free (behaviour->columns.item);
	g_free (behaviour->columns.text_length);
	g_free (behaviour->columns.order);
	g_free (behaviour->columns.amount);
	g_free (behaviour->columns.quantity);
	g_free (behaviour->columns.rating);
	g_free (behaviour->columns.seconds);
	g_free (behaviour);
}

gboolean
seg_behaviour_counts (const SegBehaviour *behaviour, const SegFeatureContext *context, gsize user)
{
	gint64 registered = behaviour->registered[user];

	return behaviour->n_events[user] > 0
	       || (behaviour->has_list && (registered == SEG_NO_TIME || registered <= context->as_of_day));
}

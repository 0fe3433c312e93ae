/* One user's page: who they are, what they did and when, where they belong and how typical they are. */
#include <config.h>
#include "segment-private.h"

#include <segscope/event_reader.h>
#include <segscope/last_event.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define MERGED_NAMED 5

void
seg_user_page_free (SegUserPage *page)
{
	if (page == NULL)
		return;
	g_free (page->key);
	g_free (page->cleaning);
	g_clear_pointer (&page->labels, g_ptr_array_unref);
	g_clear_pointer (&page->values, g_ptr_array_unref);
	g_free (page->segment_name);
	g_free (page->shares);
	g_free (page->segmentation_name);
	g_free (page);
}

/* Prepares @sql, binds :user and moves to the first row. NULL: no row (@error unset) or failed. */
static SegStatement *
first_row (SegWorkspace *workspace, const char *sql, gint64 user_id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":user", user_id);
	return seg_statement_next (statement, error) ? g_steal_pointer (&statement) : NULL;
}

/* Where no file of users was ever imported, nobody is missing from it. */
static char *
attributes_sql (const GPtrArray *columns)
{
	GString *sql = g_string_new ("SELECT u.key, u.listed OR NOT " SEG_SQL_USERS_LISTED);

	for (guint i = 0; i < columns->len; i++) {
		g_autofree char *expression = seg_user_column_sql (columns->pdata[i], "f");

		if (((const SegUserColumn *) columns->pdata[i])->is_attribute)
			g_string_append_printf (sql, ", %s", expression);
	}
	g_string_append (sql, " FROM user u WHERE u.id = :user");
	return g_string_free (sql, FALSE);
}

static gboolean
load_attributes (SegWorkspace *workspace, SegUserPage *page, GError **error)
{
	g_autoptr (GPtrArray) columns = seg_user_columns (workspace, NULL, error);
	g_autofree char *sql = columns != NULL ? attributes_sql (columns) : NULL;
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;
	int position = 2;

	if (columns == NULL)
		return FALSE;
	statement = first_row (workspace, sql, page->id, &failure);
	if (!seg_query_ended (failure, error))
		return FALSE;
	if (statement == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The user number %" PRId64 " does not exist"), page->id);
		return FALSE;
	}
	page->key = g_strdup (seg_statement_text (statement, 0));
	page->listed = seg_statement_integer (statement, 1) != 0;
	for (guint i = 0; i < columns->len; i++) {
		const SegUserColumn *column = columns->pdata[i];

		if (!column->is_attribute)
			continue;
		g_ptr_array_add (page->labels, g_strdup (column->label));
		g_ptr_array_add (page->values, seg_user_value_text (column, statement, position++, FALSE));
	}
	return TRUE;
}

/* Who was merged into this user: "u12, u19 and 3 more". */
static gboolean
list_merged (SegWorkspace *workspace, gint64 user_id, char **list, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT key FROM excluded_user JOIN user ON user.id = user_id WHERE merged_into = :user ORDER BY key", error);
	g_autoptr (GString) keys = g_string_new (NULL);
	GError *failure = NULL;
	guint n = 0;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":user", user_id);
	while (seg_statement_next (statement, &failure))
		if (n++ < MERGED_NAMED)
			g_string_append_printf (keys, "%s%s", keys->len > 0 ? ", " : "", seg_statement_text (statement, 0));
	if (n > MERGED_NAMED)
		g_string_append_printf (keys, _(" and %u more"), n - MERGED_NAMED);
	*list = n > 0 ? g_strdup (keys->str) : NULL;
	return seg_query_ended (failure, error);
}

/* A user whom cleaning left out has a page all the same: it says why nothing counts them. */
static gboolean
load_cleaning (SegWorkspace *workspace, SegUserPage *page, GError **error)
{
	GError *failure = NULL;
	g_autofree char *merged = NULL;
	g_autoptr (SegStatement) statement = first_row (workspace,
		"SELECT step.position, other.key FROM excluded_user x JOIN cleaning_step step ON step.id = x.step_id "
		"LEFT JOIN user other ON other.id = x.merged_into WHERE x.user_id = :user", page->id, &failure);
	gint64 step = statement != NULL ? seg_statement_integer (statement, 0) : 0;

	if (!seg_query_ended (failure, error) || !list_merged (workspace, page->id, &merged, error))
		return FALSE;
	if (statement != NULL && !seg_statement_is_null (statement, 1))
		page->cleaning = g_strdup_printf (_("Merged into %s by cleaning step %" PRId64 ": the same person, who counts there."),
		                                  seg_statement_text (statement, 1), step);
	else if (statement != NULL)
		page->cleaning = g_strdup_printf (_("Left out by cleaning step %" PRId64 ": counted nowhere, and on no list."), step);
	else if (merged != NULL)
		page->cleaning = g_strdup_printf (_("The same person as %s, merged into this user by cleaning."), merged);
	return TRUE;
}

/* Lines of the same order count once; a purchase without an order key is an order of its own. */
static gboolean
load_totals (SegWorkspace *workspace, SegUserPage *page, GError **error)
{
	GError *failure = NULL;
	g_autoptr (SegStatement) statement = first_row (workspace,
		"SELECT count (*), min (at), max (at), "
		"count (DISTINCT order_key) FILTER (WHERE kind.purchase) "
		"+ count (*) FILTER (WHERE kind.purchase AND order_key IS NULL), "
		"total (amount) FILTER (WHERE kind.money) "
		"FROM " SEG_SQL_EVENTS_OF_USER (":user") " JOIN event_kind kind ON kind.id = kind_id", page->id, &failure);

	if (statement == NULL) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	page->n_events = seg_statement_integer (statement, 0);
	page->first_at = seg_statement_integer (statement, 1);
	page->last_at = seg_statement_integer (statement, 2);
	page->n_orders = seg_statement_integer (statement, 3);
	page->revenue = seg_statement_double (statement, 4);
	return TRUE;
}

#define N_MONTHS G_N_ELEMENTS (((SegUserPage *) NULL)->by_month)

/* Months are counted from year 0, so that their difference is a distance. */
static gboolean
load_months (SegWorkspace *workspace, SegUserPage *page, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"WITH newest (month) AS (SELECT strftime ('%Y', :last, 'unixepoch') * 12 + strftime ('%m', :last, 'unixepoch')) "
		"SELECT newest.month - (strftime ('%Y', at, 'unixepoch') * 12 + strftime ('%m', at, 'unixepoch')) AS months_ago, count (*), newest.month "
		"FROM " SEG_SQL_EVENTS_OF_USER (":user") ", newest WHERE at IS NOT NULL GROUP BY months_ago", error);
	GError *failure = NULL;
	gint64 last;

	if (statement == NULL || !seg_last_event_at (workspace, &last, error))
		return FALSE;
	if (last == SEG_EVENT_NO_TIME)
		return TRUE;
	seg_statement_bind_integer (statement, ":last", last);
	seg_statement_bind_integer (statement, ":user", page->id);
	while (seg_statement_next (statement, &failure)) {
		gint64 months_ago = seg_statement_integer (statement, 0);

		page->last_month = seg_statement_integer (statement, 2);
		if (months_ago >= 0 && months_ago < (gint64) N_MONTHS)
			page->by_month[(gint64) N_MONTHS - 1 - months_ago] = seg_statement_integer (statement, 1);
	}
	return seg_query_ended (failure, error);
}

static gboolean
load_segment (SegWorkspace *workspace, SegUserPage *page, GError **error)
{
	GError *failure = NULL;
	g_autoptr (SegStatement) statement = first_row (workspace,
		"SELECT m.segment_id, s.name, s.colour, g.name, m.distance, m.silhouette, "
		"CASE WHEN m.distance IS NOT NULL AND NOT s.noise THEN (SELECT count (*) * 1.0 / s.size FROM membership other "
		"WHERE other.segment_id = m.segment_id AND other.distance < m.distance) END, s.noise "
		"FROM membership m JOIN segment s ON s.id = m.segment_id JOIN segmentation g ON g.id = m.segmentation_id "
		"WHERE m.user_id = :user AND m.segmentation_id = (SELECT max (id) FROM segmentation)", page->id, &failure);

	if (!seg_query_ended (failure, error))
		return FALSE;
	if (statement == NULL)
		return TRUE;
	page->segment_id = seg_statement_integer (statement, 0);
	page->segment_name = g_strdup (seg_statement_text (statement, 1));
	page->segment_colour = (guint) CLAMP (seg_statement_integer (statement, 2), 1, SEG_SEGMENT_COLOURS);
	page->segmentation_name = g_strdup (seg_statement_text (statement, 3));
	page->distance = seg_statement_double (statement, 4);
	page->silhouette = seg_statement_double (statement, 5);
	page->distance_rank = seg_statement_double (statement, 6);
	page->fits_none = seg_statement_integer (statement, 7) != 0;
	return TRUE;
}

/* Where segments overlap: the largest shares in words. */
static gboolean
load_shares (SegWorkspace *workspace, SegUserPage *page, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT s.name, m.share FROM membership_share m JOIN segment s ON s.id = m.segment_id "
		"WHERE m.user_id = :user AND m.segmentation_id = (SELECT max (id) FROM segmentation) ORDER BY m.share DESC LIMIT 4", error);
	g_autoptr (GString) words = g_string_new (NULL);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":user", page->id);
	while (seg_statement_next (statement, &failure)) {
		g_autofree char *share = seg_format_share (seg_statement_double (statement, 1));

		g_string_append_printf (words, "%s%s %s", words->len > 0 ? " · " : "", share, seg_statement_text (statement, 0));
	}
	if (words->len > 0)
		page->shares = g_strdup (words->str);
	return seg_query_ended (failure, error);
}

SegUserPage *
seg_user_page (SegWorkspace *workspace, gint64 user_id, GError **error)
{
	g_autoptr (SegUserPage) page = g_new0 (SegUserPage, 1);

	page->id = user_id;
	page->labels = g_ptr_array_new_with_free_func (g_free);
	page->values = g_ptr_array_new_with_free_func (g_free);
	page->distance = page->distance_rank = page->silhouette = NAN;
	if (!load_attributes (workspace, page, error) || !load_cleaning (workspace, page, error) || !load_totals (workspace, page, error)
	    || !load_months (workspace, page, error) || !load_segment (workspace, page, error)
	    || !load_shares (workspace, page, error))
		return NULL;
	return g_steal_pointer (&page);
}

/* Time line -------------------------------------------------------------------------------------------------------- */

static void
free_event (gpointer data)
{
	SegUserEvent *event = data;

	g_free (event->kind);
	g_free (event->item_key);
	g_free (event->item_title);
	g_free (event->text);
	g_free (event);
}

static SegUserEvent *
read_event (SegStatement *statement)
{
	SegUserEvent *event = g_new0 (SegUserEvent, 1);

	event->at = seg_statement_integer (statement, 0);
	event->kind = g_strdup (seg_statement_text (statement, 1));
	event->item_key = g_strdup (seg_statement_text (statement, 2));
	event->item_title = g_strdup (seg_statement_text (statement, 3));
	event->amount = seg_statement_double (statement, 4);
	event->quantity = seg_statement_double (statement, 5);
	event->rating = seg_statement_double (statement, 6);
	event->seconds = seg_statement_double (statement, 7);
	event->text = g_strdup (seg_statement_text (statement, 8));
	return event;
}

GPtrArray *
seg_user_events (SegWorkspace *workspace, gint64 user_id, gint64 offset, gint64 limit, GError **error)
{
	g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (free_event);
	g_autofree char *title = seg_item_title_sql (workspace, "i", error), *sql = NULL;
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;

	if (title == NULL)
		return NULL;
	sql = g_strdup_printf ("SELECT at, kind.name, i.key, %s, amount, quantity, rating, seconds, review.text FROM " SEG_SQL_EVENTS_OF_USER (":user")
	                       " JOIN event_kind kind ON kind.id = kind_id LEFT JOIN item i ON i.id = item_id "
	                       "LEFT JOIN review ON review.event_id = event.id "
	                       "ORDER BY at DESC, event.id DESC LIMIT :limit OFFSET :offset", title);
	statement = seg_workspace_prepare (workspace, sql, error);
	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":user", user_id);
	seg_statement_bind_integer (statement, ":limit", limit);
	seg_statement_bind_integer (statement, ":offset", offset);
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (events, read_event (statement));
	return seg_query_ended (failure, error) ? g_steal_pointer (&events) : NULL;
}

/* What items and users are, read from their attributes: of items the words of texts, the values of categories (several in one cell too);
 * of users the values of categories with few different ones. */
#include <config.h>
#include "recommend/content.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_WORDS 200  /* of a text */
#define MOST_VALUES 100 /* of an attribute of users: more say who somebody is, not what they are like */
#define ROWS_BETWEEN_ASKING 4096
/* Shares of the time, of many users with some attributes. */
#define OF_ITEMS 0.1
#define LOOKING_THROUGH 0.3 /* of that for users */

typedef struct {
	SegTermsMaker *maker;
	guint          n_words;
} Words;

static void
take_word (const char *word, gpointer data)
{
	Words *words = data;

	if (words->n_words++ < MOST_WORDS)
		seg_terms_maker_add (words->maker, word);
}

static void
add_values (SegTermsMaker *maker, const char *label, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid (text, -1);
	g_auto (GStrv) values = g_strsplit_set (valid, "|;", -1);

	for (guint i = 0; values[i] != NULL; i++) {
		const char *value = g_strstrip (values[i]);
		g_autofree char *term = *value != '\0' ? g_strdup_printf ("%s: %s", label, value) : NULL;

		if (term != NULL)
			seg_terms_maker_add (maker, term);
	}
}

static gboolean
is_content (const SegAttribute *attribute)
{
	return attribute->type == SEG_TYPE_TEXT || attribute->type == SEG_TYPE_CATEGORY;
}

/* "SELECT id, a, b FROM item ORDER BY id", or NULL: there are no such attributes. */
static char *
select_attributes (const char *entity, const GPtrArray *attributes)
{
	g_autoptr (GString) sql = g_string_new ("SELECT id");

	for (guint i = 0; i < attributes->len; i++) {
		g_autofree char *name = seg_sql_identifier (((const SegAttribute *) attributes->pdata[i])->name);

		g_string_append_printf (sql, ", %s", name);
	}
	g_string_append (sql, strcmp (entity, "user") == 0 ? " FROM user WHERE " SEG_SQL_USER_IN_USE ("user") " ORDER BY id"
	                                                    : " FROM item WHERE " SEG_SQL_ITEM_IN_USE ("item") " ORDER BY id");
	return g_string_free (g_steal_pointer (&sql), FALSE);
}

static void
add_row (SegTermsMaker *maker, const SegStatement *row, const GPtrArray *attributes)
{
	for (guint i = 0; i < attributes->len; i++) {
		const SegAttribute *attribute = attributes->pdata[i];
		const char *text = seg_statement_text (row, (int) i + 1);
		Words words = { maker, 0 };

		if (text == NULL)
			continue;
		/* An author, although written as text, is one value, not words. */
		if (attribute->type == SEG_TYPE_CATEGORY || g_strcmp0 (attribute->field, "author") == 0 || g_strcmp0 (attribute->field, "category") == 0)
			add_values (maker, attribute->label, text);
		else
			seg_words_each (text, take_word, &words);
	}
}

/* Rows in the order of @ids, with the attributes given. */
static gboolean
read_terms (SegWorkspace *workspace, const char *entity, const GPtrArray *attributes, const gint64 *ids, gsize n, gboolean shared, SegTerms *terms,
            SegJob *job, GError **error)
{
	g_autofree char *sql = select_attributes (entity, attributes);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	SegTermsMaker *maker;
	GError *failure = NULL;
	gboolean going = TRUE;
	gsize n_rows = 0;

	if (statement == NULL)
		return FALSE;
	maker = seg_terms_maker_new ();
	while (going && seg_statement_next (statement, &failure)) {
		const gssize row = seg_ids_find (ids, n, seg_statement_integer (statement, 0));

		if (row >= 0) {
			seg_terms_maker_row (maker, (gsize) row);
			add_row (maker, statement, attributes);
		}
		if (++n_rows % ROWS_BETWEEN_ASKING == 0)
			going = seg_job_proceed (job, (double) n_rows / (double) MAX (n, 1), NULL, error);
	}
	*terms = seg_terms_maker_end (maker, n, shared);
	return going && seg_query_ended (failure, error);
}

/* Those of users that say what they are like, not who they are. */
static gboolean
is_common (SegWorkspace *workspace, const SegAttribute *attribute, gboolean *common, GError **error)
{
	g_autofree char *name = seg_sql_identifier (attribute->name), *sql = NULL;
	gint64 n = 0;

	*common = FALSE;
	if (attribute->type != SEG_TYPE_CATEGORY || attribute->field != NULL)
		return TRUE;
	sql = g_strdup_printf ("SELECT count(*) FROM (SELECT DISTINCT %s FROM user WHERE %s IS NOT NULL AND " SEG_SQL_USER_IN_USE ("user") " LIMIT %d)", name, name, MOST_VALUES + 1);
	if (!seg_workspace_count (workspace, sql, &n, error))
		return FALSE;
	*common = n >= 2 && n <= MOST_VALUES;
	return TRUE;
}

static gboolean
load_users (SegWorkspace *workspace, SegInteractions *interactions, SegContent *content, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) all = seg_attributes (workspace, "user", error), used = g_ptr_array_new ();
	SegJobSpan outer;
	gboolean read;

	for (guint i = 0; all != NULL && i < all->len; i++) {
		gboolean common;

		if (!seg_job_proceed (job, LOOKING_THROUGH * i / all->len, NULL, error) || !is_common (workspace, all->pdata[i], &common, error))
			return FALSE;
		if (common)
			g_ptr_array_add (used, all->pdata[i]);
	}
	outer = seg_job_enter (job, LOOKING_THROUGH, 1);
	read = all != NULL && read_terms (workspace, "user", used, interactions->user_ids, interactions->n_users, TRUE, &content->users, job, error);
	seg_job_leave (job, outer);
	return read;
}

static gboolean
load_items (SegWorkspace *workspace, SegInteractions *interactions, SegContent *content, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) all = seg_attributes (workspace, "item", error), used = g_ptr_array_new ();

	for (guint i = 0; all != NULL && i < all->len; i++)
		if (is_content (all->pdata[i]))
			g_ptr_array_add (used, all->pdata[i]);
	if (all == NULL || !read_terms (workspace, "item", used, interactions->item_ids, interactions->n_items, TRUE, &content->items, job, error))
		return FALSE;
	seg_terms_weigh (&content->items);
	return TRUE;
}

gboolean
seg_content_load (SegWorkspace *workspace, SegInteractions *interactions, SegJob *job, GError **error)
{
	SegJobSpan outer;
	gboolean loaded;

	interactions->content = g_new0 (SegContent, 1);
	if (!seg_job_proceed (job, 0, _("reading what items and users are"), error))
		return FALSE;
	outer = seg_job_enter (job, 0, OF_ITEMS);
	loaded = load_items (workspace, interactions, interactions->content, job, error);
	seg_job_leave (job, outer);
	outer = seg_job_enter (job, OF_ITEMS, 1);
	loaded = loaded && load_users (workspace, interactions, interactions->content, job, error);
	seg_job_leave (job, outer);
	return loaded;
}

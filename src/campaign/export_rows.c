/* The people of a list as rows of cells, in the order in which they came into the workspace. Two queries run beside each other, people and their
 * items, both by user id: nothing is sorted, nothing is looked up for each person but what the columns ask for, and nothing is kept.
 *
 * What may have changed since the list was made is asked again: cleaning, consent, who is not to be contacted, the rules for contacts. */
#include <config.h>
#include "audience-private.h"
#include "export-private.h"

#include <segscope/ids.h>

#include <glib/gi18n.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"

/* Columns of the query of people. */
enum { USER_ID, KEY, ARM, SEGMENT_ID, FATE, COUNTRY, FIRST_VALUE };
/* Of that of items. */
enum { ITEM_USER, ITEM_POSITION, ITEM_ID, ITEM_REASON };

typedef struct {
	char *key, *title;
} Item;

struct SegExportRows {
	SegWorkspace        *workspace;
	const SegExportPlan *plan;
	const SegPseudonyms *pseudonyms;
	SegStatement *people;
	SegStatement *items;     /* NULL: no column asks for any */
	SegStatement *item;      /* key and title of one */
	gboolean      item_left; /* @items stands on a row that is not used yet */
	GHashTable   *items_known; /* gint64* -> Item* */
	GHashTable   *segments;  /* gint64* -> name */
	GPtrArray    *offered;   /* of const Item*: of the person, by position - 1; NULL where there is none */
	GPtrArray    *reasons;   /* of char* */
	int          *positions; /* by column: of its value in the query of people; -1: none */
	GPtrArray    *texts;     /* of GString*: by column, a cell that had to be made */
	const char  **cells, **faults;
	GString      *country;
	SegAudience  *audience;  /* NULL: nobody in the files is sent to */
	guint8       *taken;     /* by user of @audience: the rule that takes them off today (seg_asking_taken_today()) */
	char          pseudonym[SEG_PSEUDONYM_LENGTH + 1];
};

static void
free_item (gpointer data)
{
	Item *item = data;

	g_free (item->key);
	g_free (item->title);
	g_free (item);
}

static void
free_text (gpointer text)
{
	g_string_free (text, TRUE);
}

void
seg_export_rows_free (SegExportRows *rows)
{
	if (rows == NULL)
		return;
	seg_statement_free (rows->people);
	seg_statement_free (rows->items);
	seg_statement_free (rows->item);
	g_clear_pointer (&rows->items_known, g_hash_table_unref);
	g_clear_pointer (&rows->segments, g_hash_table_unref);
	g_clear_pointer (&rows->offered, g_ptr_array_unref);
	g_clear_pointer (&rows->reasons, g_ptr_array_unref);
	g_clear_pointer (&rows->texts, g_ptr_array_unref);
	seg_audience_free (rows->audience);
	g_free (rows->taken);
	g_free (rows->positions);
	g_free (rows->cells);
	g_free (rows->faults);
	if (rows->country != NULL)
		g_string_free (rows->country, TRUE);
	g_free (rows);
}

/* The queries ---------------------------------------------------------------------------------------------------------- */

/* What becomes of a person on the list, as a number. Cleaning takes people of all arms alike, or the arms could not be compared. Those held back get
 * no message: they are in the analyst's file whatever they said. */
static char *
fate_sql (SegWorkspace *workspace, const SegCampaign *campaign, GError **error)
{
	GError *failure = NULL;
	g_autofree char *consents = campaign->draft->overrides[SEG_SUPPRESS_CONSENT] == NULL ? seg_consent_condition (workspace, campaign->draft->channel, &failure) : g_strdup ("1");
	const char *unwanted = campaign->draft->overrides[SEG_SUPPRESS_UNSUBSCRIBED] == NULL
		? "u.key IN (SELECT key FROM do_not_contact WHERE channel IN ('', :channel)) "
		  "OR u.id IN (SELECT user_id FROM result WHERE outcome IN ('unsubscribed', 'complained')) "
		  "OR u.id IN (SELECT other.person FROM (" SEG_SQL_MERGED ") other JOIN user w ON w.id = other.id "
		  "WHERE w.key IN (SELECT key FROM do_not_contact WHERE channel IN ('', :channel)) "
		  "OR w.id IN (SELECT user_id FROM result WHERE outcome IN ('unsubscribed', 'complained')))"
		: "0";

	if (!seg_query_ended (failure, error))
		return NULL;
	return g_strdup_printf ("CASE WHEN NOT (" SEG_SQL_USER_IN_USE ("u") ") THEN %d WHEN cm.arm = 'control' THEN %d WHEN NOT (%s) OR %s THEN %d ELSE %d END",
	                        SEG_ROW_CLEANED, SEG_ROW_GOES, consents != NULL ? consents : "0", unwanted, SEG_ROW_WITHDRAWN, SEG_ROW_GOES);
}

static gboolean
is_feature (const SegExportColumn *column)
{
	return column->kind == SEG_EXPORT_USER && column->column->is_feature;
}

static void
append_values (SegExportRows *rows, GString *sql, gboolean *needs_features)
{
	int next = FIRST_VALUE;

	for (guint i = 0; i < rows->plan->columns->len; i++) {
		const SegExportColumn *column = rows->plan->columns->pdata[i];
		g_autofree char *expression = column->kind == SEG_EXPORT_USER ? seg_user_column_sql (column->column, "f") : NULL;

		rows->positions[i] = expression != NULL ? next++ : -1;
		*needs_features |= is_feature (column);
		if (expression != NULL)
			g_string_append_printf (sql, ", %s", expression);
	}
}

static char *
people_sql (SegExportRows *rows, GError **error)
{
	g_autofree char *fate = fate_sql (rows->workspace, rows->plan->campaign, error);
	g_autofree char *country = rows->plan->country != NULL ? seg_user_column_sql (rows->plan->country, "f") : g_strdup ("NULL");
	g_autoptr (GString) sql = g_string_new (NULL);
	gboolean needs_features = rows->plan->country != NULL && rows->plan->country->is_feature;
	gint64 set_id;

	if (fate == NULL)
		return NULL;
	g_string_printf (sql, "SELECT u.id, u.key, cm.arm, cm.segment_id, %s, %s", fate, country);
	append_values (rows, sql, &needs_features);
	g_string_append (sql, " FROM campaign_member cm CROSS JOIN user u ON u.id = cm.user_id");
	if (needs_features) {
		if (!seg_feature_set_in_use (rows->workspace, &set_id, error))
			return NULL;
		g_string_append_printf (sql, " LEFT JOIN feature_set_%" G_GINT64_FORMAT " f ON f.user_id = u.id", set_id);
	}
	g_string_append (sql, " WHERE cm.campaign_id = :campaign AND (:held_back IS NULL OR (cm.arm = 'control') = :held_back) ORDER BY cm.user_id");
	return g_string_free (g_steal_pointer (&sql), FALSE);
}

static gboolean
prepare_people (SegExportRows *rows, GError **error)
{
	g_autofree char *sql = people_sql (rows, error);
	SegArm arm = rows->plan->options->arm;

	rows->people = sql != NULL ? seg_workspace_prepare (rows->workspace, sql, error) : NULL;
	if (rows->people == NULL)
		return FALSE;
	seg_statement_bind_integer (rows->people, ":campaign", rows->plan->campaign->id);
	if (arm != SEG_ARM_BOTH)
		seg_statement_bind_integer (rows->people, ":held_back", arm == SEG_ARM_CONTROL);
	if (strstr (sql, ":channel") != NULL)
		seg_statement_bind_text (rows->people, ":channel", rows->plan->campaign->draft->channel);
	return TRUE;
}

/* A preset knows itself which addresses it needs. */
static gboolean
ask_rules (SegExportRows *rows, GError **error)
{
	const SegCampaign *campaign = rows->plan->campaign;
	SegAsking asking = { NULL, rows->workspace, NULL, campaign->id };

	if (rows->plan->options->arm == SEG_ARM_CONTROL)
		return TRUE;
	asking.audience = rows->audience = seg_audience_new ();
	if (seg_asking_begin (&asking, error))
		rows->taken = seg_asking_taken_today (&asking, campaign->draft, rows->plan->options->preset == NULL, error);
	return rows->taken != NULL;
}

/* Of somebody to be sent to whom nothing else keeps from it. */
static SegRowFate
fate_by_rules (const SegExportRows *rows)
{
	gssize at = seg_ids_find (rows->audience->ids, rows->audience->n, seg_statement_integer (rows->people, USER_ID));

	switch (at >= 0 ? rows->taken[at] : SEG_N_SUPPRESSIONS) {
	case SEG_SUPPRESS_CONTACTED:
		return SEG_ROW_CONTACTED;
	case SEG_SUPPRESS_FREQUENCY:
		return SEG_ROW_TOO_OFTEN;
	case SEG_SUPPRESS_HOLD_OUT:
		return SEG_ROW_HELD_BACK;
	case SEG_SUPPRESS_ADDRESS:
		return SEG_ROW_NO_ADDRESS;
	default:
		return SEG_ROW_GOES;
	}
}

static gboolean
needs_items (const SegExportPlan *plan)
{
	for (guint i = 0; i < plan->columns->len; i++) {
		SegExportKind kind = ((const SegExportColumn *) plan->columns->pdata[i])->kind;

		if (kind == SEG_EXPORT_ITEM || kind == SEG_EXPORT_TITLE || kind == SEG_EXPORT_REASON)
			return TRUE;
	}
	return FALSE;
}

static gboolean
prepare_items (SegExportRows *rows, GError **error)
{
	g_autofree char *title = NULL, *sql = NULL;
	GError *failure = NULL;

	if (!needs_items (rows->plan))
		return TRUE;
	title = seg_item_title_sql (rows->workspace, "i", error);
	if (title == NULL)
		return FALSE;
	sql = g_strdup_printf ("SELECT i.key, %s FROM item i WHERE i.id = :id", title);
	rows->item = seg_workspace_prepare (rows->workspace, sql, error);
	rows->items = rows->item != NULL
		? seg_workspace_prepare (rows->workspace, "SELECT user_id, position, item_id, reason FROM campaign_item WHERE campaign_id = :campaign "
		                         "ORDER BY user_id, position", error) : NULL;
	if (rows->items == NULL)
		return FALSE;
	seg_statement_bind_integer (rows->items, ":campaign", rows->plan->campaign->id);
	rows->item_left = seg_statement_next (rows->items, &failure);
	return seg_query_ended (failure, error);
}

static gboolean
read_segments (SegExportRows *rows, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (rows->workspace, "SELECT id, name FROM segment", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		gint64 id = seg_statement_integer (statement, 0);

		g_hash_table_insert (rows->segments, g_memdup2 (&id, sizeof id), g_strdup (seg_statement_text (statement, 1)));
	}
	return seg_query_ended (failure, error);
}

SegExportRows *
seg_export_rows_new (SegWorkspace *workspace, const SegExportPlan *plan, const SegPseudonyms *pseudonyms, GError **error)
{
	g_autoptr (SegExportRows) rows = g_new0 (SegExportRows, 1);
	guint n = plan->columns->len;

	rows->workspace = workspace;
	rows->plan = plan;
	rows->pseudonyms = pseudonyms;
	rows->items_known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_item);
	rows->segments = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
	rows->offered = g_ptr_array_new ();
	rows->reasons = g_ptr_array_new_with_free_func (g_free);
	rows->texts = g_ptr_array_new_with_free_func (free_text);
	rows->positions = g_new (int, n + 1);
	rows->cells = g_new0 (const char *, n + 1);
	rows->faults = g_new0 (const char *, n + 1);
	rows->country = g_string_new (NULL);
	for (guint i = 0; i < 2 * n; i++) /* a cell, and the value that is none */
		g_ptr_array_add (rows->texts, g_string_new (NULL));
	if (!ask_rules (rows, error) || !prepare_people (rows, error) || !prepare_items (rows, error) || !read_segments (rows, error))
		return NULL;
	return g_steal_pointer (&rows);
}

/* A person's items ----------------------------------------------------------------------------------------------------- */

static const Item *
find_item (SegExportRows *rows, gint64 id, GError **error)
{
	Item *item = g_hash_table_lookup (rows->items_known, &id);
	GError *failure = NULL;

	if (item != NULL)
		return item;
	item = g_new0 (Item, 1);
	g_hash_table_insert (rows->items_known, g_memdup2 (&id, sizeof id), item);
	seg_statement_bind_integer (rows->item, ":id", id);
	if (seg_statement_next (rows->item, &failure)) {
		item->key = g_strdup (seg_statement_text (rows->item, 0));
		item->title = g_strdup (seg_statement_text (rows->item, 1));
		seg_statement_reset (rows->item);
	}
	return seg_query_ended (failure, error) ? item : NULL;
}

/* Both queries go up by user: items of people before this one are of those who are not in the file. */
static gboolean
read_items (SegExportRows *rows, gint64 user_id, GError **error)
{
	GError *failure = NULL;

	g_ptr_array_set_size (rows->offered, 0);
	g_ptr_array_set_size (rows->reasons, 0);
	while (rows->item_left && seg_statement_integer (rows->items, ITEM_USER) <= user_id) {
		if (seg_statement_integer (rows->items, ITEM_USER) == user_id) {
			guint position = (guint) MAX (seg_statement_integer (rows->items, ITEM_POSITION), 1);
			const Item *item = find_item (rows, seg_statement_integer (rows->items, ITEM_ID), error);

			if (item == NULL)
				return FALSE;
			g_ptr_array_set_size (rows->offered, (gint) MAX (rows->offered->len, position));
			g_ptr_array_set_size (rows->reasons, (gint) MAX (rows->reasons->len, position));
			rows->offered->pdata[position - 1] = (gpointer) item;
			rows->reasons->pdata[position - 1] = g_strdup (seg_statement_text (rows->items, ITEM_REASON));
		}
		rows->item_left = seg_statement_next (rows->items, &failure);
	}
	return seg_query_ended (failure, error);
}

static const char *
item_text (const SegExportRows *rows, const SegExportColumn *column)
{
	const Item *item = column->position <= rows->offered->len ? rows->offered->pdata[column->position - 1] : NULL;

	if (item == NULL)
		return NULL;
	return column->kind == SEG_EXPORT_ITEM ? item->key : column->kind == SEG_EXPORT_TITLE ? item->title : rows->reasons->pdata[column->position - 1];
}

/* Cells ---------------------------------------------------------------------------------------------------------------- */

/* The value as it is in the workspace, exact; NULL: nothing is known. */
static const char *
raw_text (SegExportRows *rows, guint i, const SegExportRow *row, GString *made)
{
	const SegExportColumn *column = rows->plan->columns->pdata[i];
	g_autofree char *text = NULL;

	switch (column->kind) {
	case SEG_EXPORT_KEY:
		return row->key;
	case SEG_EXPORT_ARM:
		return row->arm;
	case SEG_EXPORT_SEGMENT:
		return row->segment;
	case SEG_EXPORT_ITEM:
	case SEG_EXPORT_TITLE:
	case SEG_EXPORT_REASON:
		return item_text (rows, column);
	case SEG_EXPORT_USER:
	default:
		if (seg_statement_is_null (rows->people, rows->positions[i]))
			return NULL;
		if (column->column->type == SEG_TYPE_TEXT || column->column->type == SEG_TYPE_CATEGORY)
			return seg_statement_text (rows->people, rows->positions[i]);
		text = seg_user_value_text (column->column, rows->people, rows->positions[i], TRUE);
		g_string_assign (made, text);
		return made->str;
	}
}

/* What no reader can be trusted with: control characters (but tab and line ends), and bytes that are no text. */
static gsize
clean_length (const char *text)
{
	const char *at = text;

	for (; *at != '\0'; at++)
		if (((guchar) *at < 0x20 && *at != '\t' && *at != '\n' && *at != '\r') || *at == 0x7F
		    || ((guchar) *at == 0xEF && (guchar) at[1] == 0xBF && ((guchar) at[2] & 0xFE) == 0xBE))
			break;
	return (gsize) (at - text);
}

static const char *
make_clean (const char *text, GString *made, guint *n_replaced)
{
	g_autofree char *valid = NULL;

	if (text[clean_length (text)] == '\0' && g_utf8_validate (text, -1, NULL))
		return text;
	valid = g_utf8_make_valid (text, -1);
	g_string_truncate (made, 0);
	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
		gunichar character = g_utf8_get_char (at);
		gboolean bad = (character < 0x20 && character != '\t' && character != '\n' && character != '\r') || character == 0x7F
		               || (character & 0xFFFE) == 0xFFFE;

		g_string_append_len (made, bad ? REPLACEMENT : at, bad ? 3 : g_utf8_next_char (at) - at);
	}
	++*n_replaced;
	return made->str;
}

/* A value that is none leaves an empty cell, and is told. */
static const char *
preset_text (SegExportRows *rows, guint i, const char *raw, GString *made, SegExportRow *row)
{
	const SegExportColumn *column = rows->plan->columns->pdata[i];
	GString *fault = rows->texts->pdata[rows->plan->columns->len + i];
	const char *country = rows->country->len > 0 ? rows->country->str : rows->plan->default_country;

	g_string_assign (fault, raw != NULL ? raw : ""); /* @raw may stand in @made */
	if (!seg_preset_value (column->preset, fault->str, country, made)) {
		rows->faults[i] = fault->str;
		row->n_invalid++;
		return NULL;
	}
	row->is_reachable |= column->preset->identifies && made->len > 0;
	return made->len > 0 ? made->str : NULL;
}

static void
fill_cells (SegExportRows *rows, SegExportRow *row)
{
	for (guint i = 0; i < rows->plan->columns->len; i++) {
		const SegExportColumn *column = rows->plan->columns->pdata[i];
		GString *made = rows->texts->pdata[i];
		const char *text = raw_text (rows, i, row, made);

		rows->faults[i] = NULL;
		if (column->preset != NULL)
			text = preset_text (rows, i, text, made, row);
		rows->cells[i] = text != NULL ? make_clean (text, made, &row->n_replaced) : NULL;
	}
}

/* The person's country as a code, where it is known. */
static void
read_country (SegExportRows *rows)
{
	g_string_truncate (rows->country, 0);
	if (rows->plan->country != NULL && !seg_statement_is_null (rows->people, COUNTRY)
	    && !seg_normalise_country (seg_statement_text (rows->people, COUNTRY), NULL, rows->country))
		g_string_truncate (rows->country, 0);
}

gboolean
seg_export_rows_next (SegExportRows *rows, SegExportRow *row, GError **error)
{
	if (!seg_statement_next (rows->people, error))
		return FALSE;
	*row = (SegExportRow) {
		.fate = (SegRowFate) seg_statement_integer (rows->people, FATE), .key = seg_statement_text (rows->people, KEY),
		.arm = seg_statement_text (rows->people, ARM), .segment_id = seg_statement_integer (rows->people, SEGMENT_ID),
		.cells = rows->cells, .faults = rows->faults, .is_reachable = rows->plan->options->preset == NULL,
	};
	if (row->fate == SEG_ROW_GOES && rows->taken != NULL && strcmp (row->arm, "control") != 0)
		row->fate = fate_by_rules (rows);
	if (row->fate != SEG_ROW_GOES)
		return TRUE;
	if (rows->pseudonyms != NULL) {
		seg_pseudonym_make (rows->pseudonyms, row->key, rows->pseudonym);
		row->key = rows->pseudonym;
	}
	row->segment = g_hash_table_lookup (rows->segments, &row->segment_id);
	if (rows->items != NULL && !read_items (rows, seg_statement_integer (rows->people, USER_ID), error))
		return FALSE;
	read_country (rows);
	fill_cells (rows, row);
	return TRUE;
}

/* The people of a list as rows of cells, in the order in which they came into the workspace. Two queries run beside each other, people and their
 * items (export_items.c), both by user id: nothing is sorted, nothing is looked up for each person but what the columns ask for, and nothing is kept.
 *
 * What may have changed since the list was made is asked again: cleaning, consent, who is not to be contacted, the rules for contacts. */
#include <config.h>
#include "audience-private.h"
#include "export-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"

/* Columns of the query of people. */
enum { USER_ID, KEY, ARM, SEGMENT_ID, FATE, COUNTRY, ADDRESS, FIRST_VALUE };
struct SegExportRows {
	SegWorkspace        *workspace;
	const SegExportPlan *plan;
	const SegPseudonyms *pseudonyms;
	SegStatement *people;
	SegExportItems *items;   /* NULL: no column asks for any */
	SegMessageWriter *message; /* NULL: no column asks for it */
	char         *subject, *text; /* the person's */
	GHashTable   *segments;  /* gint64* -> name */
	int          *positions; /* by column: of its value in the query of people; -1: none */
	GPtrArray    *texts;     /* of GString*: by column, a cell that had to be made */
	const char  **cells, **faults;
	GString      *country;
	SegExportAddresses addresses;
	SegAudience  *audience;  /* NULL: nobody in the files is sent to, or no rule can take anybody off */
	guint8       *taken;     /* by user of @audience: the rule that takes them off today (seg_asking_taken_today()) */
	gsize         next;      /* user of @audience */
	char          pseudonym[SEG_PSEUDONYM_LENGTH + 1];
};

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
	seg_export_items_free (rows->items);
	seg_message_writer_free (rows->message);
	g_free (rows->subject);
	g_free (rows->text);
	g_clear_pointer (&rows->segments, g_hash_table_unref);
	g_clear_pointer (&rows->texts, g_ptr_array_unref);
	seg_export_addresses_clear (&rows->addresses);
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
	g_autofree char *fate = seg_export_fate_sql (rows->workspace, rows->plan->campaign, error);
	g_autofree char *country = rows->plan->country != NULL ? seg_user_column_sql (rows->plan->country, "f") : g_strdup ("NULL");
	g_autoptr (GString) sql = g_string_new (NULL);
	gboolean needs_features = rows->plan->country != NULL && rows->plan->country->is_feature;
	gint64 set_id;

	if (fate == NULL || !seg_export_addresses (rows->workspace, rows->plan, &rows->addresses, error))
		return NULL;
	g_string_printf (sql, "SELECT u.id, u.key, cm.arm, cm.segment_id, %s, %s, %s%s", fate, country, rows->addresses.column != NULL ? "u." : "NULL",
	                 rows->addresses.column != NULL ? rows->addresses.column : "");
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
	return TRUE;
}

/* Addresses are looked at row by row (export_fate.c). What is as it was when the list was made need not be compared again. */
static gboolean
ask_rules (SegExportRows *rows, GError **error)
{
	const SegCampaign *campaign = rows->plan->campaign;
	SegAsking asking = { NULL, rows->workspace, NULL, campaign->id };
	gboolean matter, compare_addresses;
	gint64 chosen; /* the column of addresses may be another one since: that makes no list stale */

	if (rows->plan->options->arm == SEG_ARM_CONTROL)
		return TRUE;
	if (!seg_workspace_count (rows->workspace, "SELECT EXISTS (SELECT 1 FROM channel)", &chosen, error))
		return FALSE;
	compare_addresses = campaign->draft->one_an_address && (campaign->stale || chosen != 0);
	if (!seg_asking_rules_matter (rows->workspace, campaign->draft, campaign->id, &matter, error))
		return FALSE;
	if (!matter && !compare_addresses)
		return TRUE;
	asking.audience = rows->audience = seg_audience_new ();
	if (seg_asking_begin (&asking, error))
		rows->taken = seg_asking_taken_today (&asking, campaign->draft, error);
	return rows->taken != NULL && (!compare_addresses || seg_asking_keep_one_today (&asking, campaign->draft, rows->taken, error));
}

static SegRowFate
fate_by_address (const SegExportRows *rows)
{
	const SegExportAddresses *addresses = &rows->addresses;
	const char *address = addresses->column != NULL ? seg_statement_text (rows->people, ADDRESS) : NULL;

	if (addresses->unwanted != NULL
	    && (seg_unwanted_has_user (addresses->unwanted, seg_statement_integer (rows->people, USER_ID)) || seg_unwanted_has_address (addresses->unwanted, address)))
		return SEG_ROW_WITHDRAWN;
	return addresses->channel == NULL || seg_address_reaches (addresses->channel, address) ? SEG_ROW_GOES : SEG_ROW_NO_ADDRESS;
}

/* Of somebody to be sent to whom nothing else keeps from it. */
static SegRowFate
fate_by_rules (SegExportRows *rows)
{
	const gssize at = rows->taken != NULL ? seg_audience_find_next (rows->audience, &rows->next, seg_statement_integer (rows->people, USER_ID)) : -1;
	const guint8 taken = at >= 0 ? rows->taken[at] : SEG_N_SUPPRESSIONS;
	const SegRowFate by_address = fate_by_address (rows);

	if (by_address == SEG_ROW_WITHDRAWN)
		return by_address; /* as in the funnel: said before what was sent */
	switch (taken) {
	case SEG_SUPPRESS_CONTACTED:
		return SEG_ROW_CONTACTED;
	case SEG_SUPPRESS_FREQUENCY:
		return SEG_ROW_TOO_OFTEN;
	case SEG_SUPPRESS_HOLD_OUT:
		return SEG_ROW_HELD_BACK;
	case SEG_TAKEN_SAME_ADDRESS:
		return SEG_ROW_SAME_ADDRESS;
	default:
		return by_address;
	}
}

static gboolean
has_kind (const SegExportPlan *plan, SegExportKind first, SegExportKind last)
{
	for (guint i = 0; i < plan->columns->len; i++) {
		SegExportKind kind = ((const SegExportColumn *) plan->columns->pdata[i])->kind;

		if (kind >= first && kind <= last)
			return TRUE;
	}
	return FALSE;
}

/* Messages may speak of items too. */
static gboolean
prepare_content (SegExportRows *rows, GError **error)
{
	const SegCampaign *campaign = rows->plan->campaign;
	gboolean has_message = has_kind (rows->plan, SEG_EXPORT_SUBJECT, SEG_EXPORT_MESSAGE);

	if (has_message && (rows->message = seg_message_writer_new (rows->workspace, campaign->draft, error)) == NULL)
		return FALSE;
	if (has_kind (rows->plan, SEG_EXPORT_ITEM, SEG_EXPORT_REASON) || (has_message && campaign->draft->n_recommendations > 0))
		rows->items = seg_export_items_new (rows->workspace, campaign->id, error);
	else
		return TRUE;
	return rows->items != NULL;
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
	rows->segments = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
	rows->texts = g_ptr_array_new_with_free_func (free_text);
	rows->positions = g_new (int, n + 1);
	rows->cells = g_new0 (const char *, n + 1);
	rows->faults = g_new0 (const char *, n + 1);
	rows->country = g_string_new (NULL);
	for (guint i = 0; i < 2 * n; i++) /* a cell, and the value that is none */
		g_ptr_array_add (rows->texts, g_string_new (NULL));
	if (!ask_rules (rows, error) || !prepare_people (rows, error) || !prepare_content (rows, error) || !read_segments (rows, error))
		return NULL;
	return g_steal_pointer (&rows);
}

/* What the person reads -------------------------------------------------------------------------------------------------- */

static gboolean
read_content (SegExportRows *rows, SegExportRow *row, GError **error)
{
	const SegMessageItems *items = rows->items != NULL ? seg_export_items_texts (rows->items) : NULL;
	guint n_missing = 0;

	if (rows->items != NULL && !seg_export_items_read (rows->items, row->user_id, error))
		return FALSE;
	if (rows->message == NULL)
		return TRUE;
	g_clear_pointer (&rows->subject, g_free);
	g_clear_pointer (&rows->text, g_free);
	if (strcmp (row->arm, SEG_ARM_NAME_CONTROL) == 0)
		return TRUE; /* nothing is written to them */
	if (!seg_message_write (rows->message, row->user_id, row->arm, row->segment_id, items, &rows->subject, &rows->text, &n_missing, error))
		return FALSE;
	row->is_blank = n_missing > 0;
	row->is_wordless = rows->text == NULL;
	return TRUE;
}

static const char *
item_text (const SegExportRows *rows, const SegExportColumn *column)
{
	const SegMessageItems *items = seg_export_items_texts (rows->items);
	const GPtrArray *texts = column->kind == SEG_EXPORT_ITEM ? items->keys : column->kind == SEG_EXPORT_TITLE ? items->titles : items->reasons;

	return column->position <= texts->len ? texts->pdata[column->position - 1] : NULL;
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
	case SEG_EXPORT_SUBJECT:
		return rows->subject;
	case SEG_EXPORT_MESSAGE:
		return rows->text;
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

/* Most cells: letters, digits and signs of ASCII. */
static gboolean
is_plain (const char *text)
{
	while ((guchar) (*text - 0x20) < 0x5F)
		text++;
	return *text == '\0';
}

static const char *
make_clean (const char *text, GString *made, guint *n_replaced)
{
	g_autofree char *valid = NULL;

	if (is_plain (text) || (text[clean_length (text)] == '\0' && g_utf8_validate (text, -1, NULL)))
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
		.fate = (SegRowFate) seg_statement_integer (rows->people, FATE), .user_id = seg_statement_integer (rows->people, USER_ID), .key = seg_statement_text (rows->people, KEY),
		.arm = seg_statement_text (rows->people, ARM), .segment_id = seg_statement_integer (rows->people, SEGMENT_ID),
		.cells = rows->cells, .faults = rows->faults, .is_reachable = rows->plan->options->preset == NULL,
	};
	if (row->fate == SEG_ROW_GOES && strcmp (row->arm, SEG_ARM_NAME_CONTROL) != 0)
		row->fate = fate_by_rules (rows);
	if (row->fate != SEG_ROW_GOES)
		return TRUE;
	if (rows->pseudonyms != NULL) {
		seg_pseudonym_make (rows->pseudonyms, row->key, rows->pseudonym);
		row->key = rows->pseudonym;
	}
	row->segment = g_hash_table_lookup (rows->segments, &row->segment_id);
	if (!read_content (rows, row, error))
		return FALSE;
	read_country (rows);
	fill_cells (rows, row);
	return TRUE;
}

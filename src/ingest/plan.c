/* The plan: looks at the beginning of a file and proposes what it is; then follows the person's changes. */
#include <config.h>
#include "plan-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LOOK_MOST (4 * 1024 * 1024) /* bytes */
#define RATING_SHARE 100            /* one in so many ratings may lie beyond the scale */
#define COLUMNS_MOST 900            /* SQLite allows expressions of depth 1,000 */

/* The file ---------------------------------------------------------------------------------------------------------- */

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError **error, const char *format, ...)
{
	va_list arguments;

	va_start (arguments, format);
	if (error != NULL)
		*error = g_error_new_valist (SEG_ERROR, SEG_ERROR_FILE, format, arguments);
	va_end (arguments);
	return FALSE;
}

static gboolean
check_file (const char *path, gint64 *size, GError **error)
{
	GStatBuf status;

	if (g_stat (path, &status) != 0 && errno == ENOENT)
		return refuse (error, _("There is no file %s"), path);
	if (g_access (path, R_OK) != 0)
		return refuse (error, _("Cannot open %s: %s"), path, g_strerror (errno));
	if (S_ISDIR (status.st_mode))
		return refuse (error, _("%s is a folder; name the CSV file in it"), path);
	if (!S_ISREG (status.st_mode))
		return refuse (error, _("%s is not a regular file; save the data as a file first"), path);
	if (status.st_size == 0)
		return refuse (error, _("%s is empty: not one byte is in it"), path);
	*size = status.st_size;
	return TRUE;
}

/* Files that people take for CSV. */
static const struct { const char *bytes; gsize size; const char *sentence; } strangers[] = {
	{ "\x1F\x8B", 2, N_("%s is compressed (gzip); unpack it first: gunzip -k FILE") },
	{ "\x28\xB5\x2F\xFD", 4, N_("%s is compressed (zstd); unpack it first: unzstd FILE") },
	{ "BZh", 3, N_("%s is compressed (bzip2); unpack it first: bunzip2 -k FILE") },
	{ "\xFD" "7zXZ", 5, N_("%s is compressed (xz); unpack it first: unxz -k FILE") },
	{ "PK\x03\x04", 4, N_("%s is an Excel workbook or a ZIP archive; save it as CSV (or unpack it) first") },
	{ "\xD0\xCF\x11\xE0", 4, N_("%s is an old Excel workbook; save it as CSV first") },
	{ "SQLite format 3", 16, N_("%s is a database (perhaps a workspace), not a CSV file") },
	{ "%PDF-", 5, N_("%s is a PDF document, not a CSV file") },
};

static gboolean
check_stranger (const char *path, const char *bytes, gsize size, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS (strangers); i++)
		if (size >= strangers[i].size && memcmp (bytes, strangers[i].bytes, strangers[i].size) == 0) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			return refuse (error, _(strangers[i].sentence), path); /* each has exactly one %s */
#pragma GCC diagnostic pop
		}
	return TRUE;
}

static gboolean
read_head (const char *path, char **bytes, gsize *size, GError **error)
{
	FILE *file = fopen (path, "rb");
	gboolean fine;

	if (file == NULL)
		return refuse (error, _("Cannot open %s: %s"), path, g_strerror (errno));
	*bytes = g_malloc (LOOK_MOST);
	*size = fread (*bytes, 1, LOOK_MOST, file);
	fine = !ferror (file) || refuse (error, _("Cannot read %s: %s"), path, g_strerror (errno));
	fclose (file);
	return fine;
}

static gboolean
find_encoding (SegImportPlan *plan, const SegImportOptions *options, GError **error)
{
	g_autofree char *bytes = NULL;
	gsize size = 0;

	if (!read_head (plan->path, &bytes, &size, error) || !check_stranger (plan->path, bytes, size, error))
		return FALSE;
	plan->encoding = seg_encoding_detect (bytes, size, (gint64) size >= plan->size, &plan->has_bom);
	if (options != NULL && options->encoding != NULL) {
		g_free (plan->encoding);
		plan->encoding = seg_encoding_find (options->encoding, error);
		return plan->encoding != NULL;
	}
	return plan->encoding != NULL
	       || refuse (error, _("%s is not a text file (it holds zero bytes); export it as CSV"), plan->path);
}

static gboolean
find_delimiter (SegImportPlan *plan, const SegImportOptions *options, GError **error)
{
	if (options != NULL && options->delimiter != '\0') {
		plan->delimiter = options->delimiter;
		return TRUE;
	}
	return seg_reader_sniff (plan->path, plan->encoding, &plan->delimiter, error);
}

/* The header and the rows looked at ---------------------------------------------------------------------------------- */

static gboolean
is_data (const char *text)
{
	double number;
	gint64 at;

	return seg_value_number (text, FALSE, &number) || seg_value_date (text, SEG_DATE_DAY_FIRST, &at, NULL)
	       || seg_value_date (text, SEG_DATE_MONTH_FIRST, &at, NULL);
}

static gboolean
is_known_name (const char *header)
{
	gsize n_roles;
	const SegRole *roles = seg_roles (&n_roles);
	g_autofree char *folded = seg_name_fold (header);

	for (gsize i = 0; i < n_roles; i++)
		for (gsize j = 0; j < roles[i].n_fields; j++)
			if (seg_guess_rank (&roles[i].fields[j], folded) >= 0)
				return TRUE;
	return FALSE;
}

/* A header has names; a row with a number or date and no known name in it is data. A few years as names among other words
 * are a header still. */
static gboolean
is_header (const SegRecord *record)
{
	gsize n_data = 0, n_names = 0;

	for (gsize i = 0; i < record->n_fields; i++) {
		if (is_known_name (record->fields[i]))
			return TRUE;
		n_data += is_data (record->fields[i]) ? 1 : 0;
		n_names += seg_value_is_missing (record->fields[i]) ? 0 : 1;
	}
	return n_data == 0 || (n_data * 2 < n_names && !is_data (record->fields[0]) && n_data < 2);
}

static void
add_columns (SegImportPlan *plan, const SegRecord *first)
{
	plan->n_columns = first->n_fields;
	plan->columns = g_new0 (SegPlanColumn, plan->n_columns);
	plan->evidence = g_new0 (SegPlanEvidence, 1);
	plan->evidence->n_columns = plan->n_columns;
	plan->evidence->columns = g_new0 (SegEvidence, plan->n_columns);
	for (gsize i = 0; i < plan->n_columns; i++) {
		SegPlanColumn *column = &plan->columns[i];

		column->header = plan->has_header && first->fields[i][0] != '\0'
		                 ? g_utf8_make_valid (first->fields[i], -1) : g_strdup_printf (_("column %zu"), i + 1);
		column->attribute = g_strdup (column->header);
		seg_evidence_init (&plan->evidence->columns[i]);
	}
}

/* Without the empty columns that some programs leave at the end of each line. */
static void
drop_trailing_columns (SegImportPlan *plan)
{
	while (plan->n_columns > 1 && plan->has_header && plan->evidence->columns[plan->n_columns - 1].n_present == 0
	       && g_str_has_prefix (plan->columns[plan->n_columns - 1].header, _("column "))) {
		SegPlanColumn *last = &plan->columns[--plan->n_columns];

		g_free (last->header);
		g_free (last->attribute);
	}
}

static void
add_sample (SegPlanColumn *column, const char *text)
{
	for (gsize i = 0; i < SEG_PLAN_SAMPLES; i++) {
		if (column->samples[i] == NULL) {
			column->samples[i] = g_strdup (text);
			return;
		}
		if (strcmp (column->samples[i], text) == 0)
			return;
	}
}

static void
look_at (SegImportPlan *plan, const SegRecord *record)
{
	if (record->fault != SEG_RECORD_FINE || record->n_fields != plan->n_columns)
		return;
	plan->n_looked_at++;
	for (gsize i = 0; i < plan->n_columns; i++) {
		const char *text = record->fields[i];

		if (seg_value_is_missing (text)) {
			plan->columns[i].n_missing++;
			continue;
		}
		if (plan->columns[i].samples[SEG_PLAN_SAMPLES - 1] == NULL)
			add_sample (&plan->columns[i], text);
		seg_evidence_add (&plan->evidence->columns[i], text);
	}
}

static gboolean
is_binary (const SegRecord *record)
{
	gboolean has_bom;
	g_autofree char *encoding = seg_encoding_detect (record->raw, record->raw_size, TRUE, &has_bom);

	return encoding == NULL;
}

static gboolean
look (SegImportPlan *plan, GError **error)
{
	g_autoptr (SegReader) reader = seg_reader_open (plan->path, plan->encoding, plan->delimiter, error);
	SegRecord record;
	GError *failure = NULL;

	if (reader == NULL)
		return FALSE;
	if (!seg_reader_next (reader, &record, &failure)) {
		if (failure == NULL)
			return refuse (error, _("%s is empty: it has only blank lines"), plan->path);
		g_propagate_error (error, failure);
		return FALSE;
	}
	if (record.fault == SEG_RECORD_UNDECODABLE && is_binary (&record))
		return refuse (error, _("%s is not a text file (it holds zero bytes); export it as CSV"), plan->path);
	plan->has_header = is_header (&record);
	add_columns (plan, &record);
	if (!plan->has_header)
		look_at (plan, &record);
	while (seg_reader_position (reader) <= LOOK_MOST && seg_reader_next (reader, &record, &failure))
		look_at (plan, &record);
	if (failure != NULL) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	drop_trailing_columns (plan);
	return TRUE;
}

/* Decisions for the whole file --------------------------------------------------------------------------------------- */

static int
count_bits (guint32 bits)
{
	return __builtin_popcount (bits);
}

/* Day or month first? A number over 12 decides. Otherwise the place with fewer different numbers is the month, as files
 * cover more days than months; when even that is equal, the day. */
static void
decide_date_order (SegImportPlan *plan)
{
	gsize n_doubt = 0, n_day_first = 0, n_month_first = 0;
	guint32 first_seen = 0, second_seen = 0;

	for (gsize i = 0; i < plan->n_columns; i++) {
		const SegEvidence *evidence = &plan->evidence->columns[i];

		n_doubt += evidence->n_doubt;
		n_day_first += evidence->n_first_over_12;
		n_month_first += evidence->n_second_over_12;
		first_seen |= evidence->first_seen;
		second_seen |= evidence->second_seen;
	}
	plan->date_order_guessed = n_doubt > 0 && n_day_first == 0 && n_month_first == 0;
	if (n_doubt == 0)
		plan->date_order = SEG_DATE_ISO;
	else if (plan->date_order_guessed)
		plan->date_order = count_bits (first_seen) < count_bits (second_seen) ? SEG_DATE_MONTH_FIRST : SEG_DATE_DAY_FIRST;
	else
		plan->date_order = n_month_first > n_day_first ? SEG_DATE_MONTH_FIRST : SEG_DATE_DAY_FIRST;
}

static void
decide_decimals (SegImportPlan *plan)
{
	gsize n_commas = 0, n_points = 0;

	for (gsize i = 0; i < plan->n_columns; i++) {
		const SegEvidence *evidence = &plan->evidence->columns[i];

		if (evidence->n_present == 0 || evidence->n_number[TRUE] * 20 < evidence->n_present * 19)
			continue;
		n_commas += evidence->n_comma_decimals;
		n_points += evidence->n_number[FALSE] == evidence->n_present ? evidence->n_point_decimals : 0;
	}
	plan->decimal_comma = plan->delimiter != ',' && n_commas > 0 && n_points == 0;
}

static gboolean
say_date_order (SegImportPlan *plan, const char *order, GError **error)
{
	if (order == NULL)
		return TRUE;
	if (strcmp (order, "day-first") != 0 && strcmp (order, "month-first") != 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("The order of dates is day-first or month-first, not \"%s\""), order);
		return FALSE;
	}
	plan->date_order = strcmp (order, "day-first") == 0 ? SEG_DATE_DAY_FIRST : SEG_DATE_MONTH_FIRST;
	plan->date_order_guessed = FALSE;
	return TRUE;
}

static const SegEvidence *
evidence_of (const SegImportPlan *plan, const char *field)
{
	gssize column = seg_plan_column_of (plan, field);

	return column >= 0 ? &plan->evidence->columns[column] : NULL;
}

void
seg_plan_refresh (SegImportPlan *plan)
{
	SegValueStyle style = seg_plan_style (plan);
	const SegEvidence *rating = evidence_of (plan, "rating"), *order = evidence_of (plan, "order");

	plan->rating_most = rating == NULL || rating->n_number[FALSE] == 0          ? 0
	                    : rating->n_over_5 * RATING_SHARE <= rating->n_number[FALSE]  ? 5
	                    : rating->n_over_10 * RATING_SHARE <= rating->n_number[FALSE] ? 10
	                                                                            : 0;
	plan->cancellations = order != NULL && order->n_cancelled * 2 <= order->n_order_number;
	for (gsize i = 0; i < plan->n_columns; i++) {
		SegPlanColumn *column = &plan->columns[i];
		const SegEvidence *evidence = &plan->evidence->columns[i];

		column->n_distinct = g_hash_table_size (evidence->distinct);
		column->n_bad = column->imported ? seg_evidence_n_bad (evidence, column->type, &style) : 0;
		if (evidence == rating && plan->rating_most > 0)
			column->n_bad += plan->rating_most > 5 ? rating->n_over_10 : rating->n_over_5;
	}
}

SegValueStyle
seg_plan_style (const SegImportPlan *plan)
{
	return (SegValueStyle) { plan->date_order, plan->decimal_comma };
}

gssize
seg_plan_column_of (const SegImportPlan *plan, const char *field)
{
	for (gsize i = 0; i < plan->n_columns; i++)
		if (plan->columns[i].field != NULL && strcmp (plan->columns[i].field->name, field) == 0)
			return (gssize) i;
	return -1;
}

/* The public door ------------------------------------------------------------------------------------------------------ */

static gboolean
check_rows (const SegImportPlan *plan, GError **error)
{
	if (plan->n_looked_at > 0)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             plan->has_header ? _("%s has a header but no rows that fit it; was the export cut off?")
	                              : _("%s has no row that could be read"), plan->path);
	return FALSE;
}

SegImportPlan *
seg_import_plan (const char *path, const SegRole *role, const SegImportOptions *options, GError **error)
{
	g_autoptr (SegImportPlan) plan = g_new0 (SegImportPlan, 1);

	plan->path = g_strdup (path);
	plan->event_kind = options != NULL ? g_strdup (options->event_kind) : NULL;
	if (!check_file (path, &plan->size, error) || !find_encoding (plan, options, error)
	    || !find_delimiter (plan, options, error) || !look (plan, error) || !check_rows (plan, error))
		return NULL;
	decide_date_order (plan);
	decide_decimals (plan);
	if (options != NULL && !say_date_order (plan, options->date_order, error))
		return NULL;
	plan->role = role != NULL ? role : seg_guess_role (plan);
	seg_guess_fields (plan);
	if (options != NULL && options->mappings != NULL && !seg_mapping_apply (plan, options->mappings, error))
		return NULL;
	return g_steal_pointer (&plan);
}

void
seg_import_plan_free (SegImportPlan *plan)
{
	if (plan == NULL)
		return;
	for (gsize i = 0; i < plan->n_columns; i++) {
		g_free (plan->columns[i].header);
		g_free (plan->columns[i].attribute);
	}
	for (gsize i = 0; plan->evidence != NULL && i < plan->evidence->n_columns; i++) {
		seg_evidence_clear (&plan->evidence->columns[i]);
		for (gsize j = 0; j < SEG_PLAN_SAMPLES; j++)
			g_free (plan->columns[i].samples[j]);
	}
	if (plan->evidence != NULL)
		g_free (plan->evidence->columns);
	g_free (plan->evidence);
	g_free (plan->columns);
	g_free (plan->path);
	g_free (plan->encoding);
	g_free (plan->event_kind);
	g_free (plan);
}

void
seg_import_plan_set_role (SegImportPlan *plan, const SegRole *role)
{
	plan->role = role;
	seg_guess_fields (plan);
}

void
seg_import_plan_set_field (SegImportPlan *plan, gsize column, const SegField *field, gboolean imported)
{
	SegValueStyle style = seg_plan_style (plan);

	for (gsize i = 0; i < plan->n_columns; i++) {
		SegPlanColumn *other = &plan->columns[i];

		if (i == column || (field != NULL && other->field == field)) {
			other->field = NULL;
			other->type = seg_evidence_type (&plan->evidence->columns[i], other->header, &style);
			other->imported = i == column ? imported : plan->role->has_attributes;
		}
	}
	if (field != NULL) {
		plan->columns[column].field = field;
		plan->columns[column].type = field->type;
		plan->columns[column].imported = TRUE;
	} else if (!plan->role->has_attributes)
		plan->columns[column].imported = FALSE;
	seg_plan_refresh (plan);
}

static char *
list_columns (const SegImportPlan *plan)
{
	GString *list = g_string_new (NULL);

	for (gsize i = 0; i < plan->n_columns; i++)
		g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", plan->columns[i].header);
	return g_string_free (list, FALSE);
}

gboolean
seg_import_plan_check (const SegImportPlan *plan, GError **error)
{
	g_autoptr (GString) absent = g_string_new (NULL);
	gsize n_imported = 0;
	const char *first = NULL;

	for (gsize i = 0; i < plan->role->n_fields; i++) {
		const SegField *field = &plan->role->fields[i];

		if (!field->required || seg_plan_column_of (plan, field->name) >= 0)
			continue;
		first = first == NULL ? field->name : first;
		g_string_append_printf (absent, "%s%s", absent->len > 0 ? ", " : "", field->name);
	}
	if (first != NULL) {
		g_autofree char *columns = list_columns (plan);

		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             _("%s: as %s it needs a column for: %s. Its columns are: %s. Say which with --map %s=COLUMN, or choose another "
		               "role with --as"), plan->path, plan->role->name, absent->str, columns, first);
		return FALSE;
	}
	for (gsize i = 0; i < plan->n_columns; i++)
		n_imported += plan->columns[i].imported ? 1 : 0;
	if (n_imported == 0 || n_imported > COLUMNS_MOST) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             n_imported == 0 ? _("%s: no column is imported; choose at least one")
		                             : _("%s has more columns than a workspace can hold (900); leave some out with --map -=COLUMN"),
		             plan->path);
		return FALSE;
	}
	return TRUE;
}

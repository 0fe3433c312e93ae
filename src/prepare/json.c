/* The report as JSON, to be kept in the workspace, and back. What cannot be read, or is of another version, is no report. */
#include <config.h>
#include "prepare-private.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define FORMAT 1 /* another number: made by another version, made anew */

/* Writing ------------------------------------------------------------------------------------------------------------------ */

static void
put_text (JsonBuilder *builder, const char *name, const char *text)
{
	json_builder_set_member_name (builder, name);
	if (text != NULL)
		json_builder_add_string_value (builder, text);
	else
		json_builder_add_null_value (builder);
}

static void
put_integer (JsonBuilder *builder, const char *name, gint64 value)
{
	json_builder_set_member_name (builder, name);
	json_builder_add_int_value (builder, value);
}

static void
put_double (JsonBuilder *builder, const char *name, double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	put_text (builder, name, isfinite (value) ? g_ascii_dtostr (text, sizeof text, value) : NULL); /* JSON's writer rounds */
}

static void
begin_array (JsonBuilder *builder, const char *name)
{
	json_builder_set_member_name (builder, name);
	json_builder_begin_array (builder);
}

/* The figures of a column by their place in the struct: one table to write and to read. */
static const struct { const char *name; gsize offset; } column_integers[] = {
	{ "n", G_STRUCT_OFFSET (SegColumnQuality, n) }, { "missing", G_STRUCT_OFFSET (SegColumnQuality, n_missing) },
	{ "distinct", G_STRUCT_OFFSET (SegColumnQuality, n_distinct) }, { "outliers", G_STRUCT_OFFSET (SegColumnQuality, n_outliers) },
	{ "outside", G_STRUCT_OFFSET (SegColumnQuality, n_outside) }, { "robust", G_STRUCT_OFFSET (SegColumnQuality, n_robust) },
	{ "below", G_STRUCT_OFFSET (SegColumnQuality, n_below) }, { "above", G_STRUCT_OFFSET (SegColumnQuality, n_above) },
	{ "like_number", G_STRUCT_OFFSET (SegColumnQuality, n_like_number) }, { "like_date", G_STRUCT_OFFSET (SegColumnQuality, n_like_date) },
	{ "like_other", G_STRUCT_OFFSET (SegColumnQuality, n_like_other) },
}, column_doubles[] = {
	{ "minimum", G_STRUCT_OFFSET (SegColumnQuality, minimum) }, { "maximum", G_STRUCT_OFFSET (SegColumnQuality, maximum) },
	{ "mean", G_STRUCT_OFFSET (SegColumnQuality, mean) }, { "deviation", G_STRUCT_OFFSET (SegColumnQuality, deviation) },
	{ "mad", G_STRUCT_OFFSET (SegColumnQuality, mad) }, { "from", G_STRUCT_OFFSET (SegColumnQuality, histogram_from) },
	{ "to", G_STRUCT_OFFSET (SegColumnQuality, histogram_to) },
};

static const char *const quantile_names[SEG_QUALITY_QUANTILES] = { "q01", "q05", "q25", "q50", "q75", "q95", "q99" };

static void
put_suspects (JsonBuilder *builder, const SegColumnQuality *column)
{
	begin_array (builder, "suspects");
	for (guint i = 0; i < column->suspects->len; i++) {
		const SegSuspect *suspect = column->suspects->pdata[i];

		json_builder_begin_object (builder);
		put_integer (builder, "kind", suspect->kind);
		put_text (builder, "value", suspect->value);
		put_double (builder, "number", suspect->number);
		put_integer (builder, "count", suspect->count);
		put_text (builder, "reason", suspect->reason);
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
}

static void
put_variants (JsonBuilder *builder, const SegColumnQuality *column)
{
	begin_array (builder, "variants");
	for (guint i = 0; i < column->variants->len; i++) {
		const SegVariants *variants = column->variants->pdata[i];

		json_builder_begin_object (builder);
		put_text (builder, "value", variants->value);
		put_integer (builder, "count", variants->count);
		begin_array (builder, "others");
		for (guint k = 0; k < variants->others->len; k++)
			json_builder_add_string_value (builder, variants->others->pdata[k]);
		json_builder_end_array (builder);
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
}

static void
put_column (JsonBuilder *builder, const SegColumnQuality *column)
{
	json_builder_begin_object (builder);
	put_text (builder, "table", column->table);
	put_text (builder, "name", column->name);
	put_text (builder, "label", column->label);
	put_text (builder, "field", column->field);
	put_integer (builder, "type", column->type);
	for (gsize i = 0; i < G_N_ELEMENTS (column_integers); i++)
		put_integer (builder, column_integers[i].name, G_STRUCT_MEMBER (gint64, column, column_integers[i].offset));
	for (gsize i = 0; i < G_N_ELEMENTS (column_doubles); i++)
		put_double (builder, column_doubles[i].name, G_STRUCT_MEMBER (double, column, column_doubles[i].offset));
	for (gsize i = 0; i < SEG_QUALITY_QUANTILES; i++)
		put_double (builder, quantile_names[i], column->quantiles[i]);
	begin_array (builder, "histogram");
	for (gsize i = 0; i < SEG_QUALITY_BINS; i++)
		json_builder_add_int_value (builder, column->histogram[i]);
	json_builder_end_array (builder);
	begin_array (builder, "top");
	for (gsize i = 0; i < column->n_top; i++) {
		json_builder_begin_object (builder);
		put_text (builder, "value", column->top[i].value);
		put_integer (builder, "count", column->top[i].count);
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
	put_suspects (builder, column);
	put_variants (builder, column);
	json_builder_end_object (builder);
}

static void
put_finding (JsonBuilder *builder, const SegFinding *finding)
{
	json_builder_begin_object (builder);
	put_text (builder, "kind", seg_finding_kinds[finding->kind].name);
	put_integer (builder, "weight", finding->weight);
	put_text (builder, "table", finding->table);
	put_text (builder, "column", finding->column);
	put_integer (builder, "count", finding->count);
	put_integer (builder, "whole", finding->whole);
	put_integer (builder, "less", finding->less);
	put_text (builder, "sentence", finding->sentence);
	put_text (builder, "advice", finding->advice);
	put_text (builder, "fix_key", finding->fix_key);
	put_text (builder, "fix_value", finding->fix_value);
	json_builder_end_object (builder);
}

static void
put_table (JsonBuilder *builder, const SegTableQuality *table)
{
	json_builder_begin_object (builder);
	put_text (builder, "table", table->table);
	put_integer (builder, "n", table->n);
	put_integer (builder, "left_out", table->n_left_out);
	json_builder_end_object (builder);
}

static void
put_lists (JsonBuilder *builder, const SegQualityReport *report)
{
	begin_array (builder, "tables");
	for (guint i = 0; i < report->tables->len; i++)
		put_table (builder, report->tables->pdata[i]);
	json_builder_end_array (builder);
	begin_array (builder, "columns");
	for (guint i = 0; i < report->columns->len; i++)
		put_column (builder, report->columns->pdata[i]);
	json_builder_end_array (builder);
	begin_array (builder, "findings");
	for (guint i = 0; i < report->findings->len; i++)
		put_finding (builder, report->findings->pdata[i]);
	json_builder_end_array (builder);
}

static const struct { const char *name; gsize offset; } report_integers[] = {
	{ "repeated_events", G_STRUCT_OFFSET (SegQualityReport, n_repeated_events) },
	{ "repeated_users", G_STRUCT_OFFSET (SegQualityReport, n_repeated_users) },
	{ "unknown_users", G_STRUCT_OFFSET (SegQualityReport, n_unknown_users) },
	{ "unknown_items", G_STRUCT_OFFSET (SegQualityReport, n_unknown_items) },
	{ "rejected", G_STRUCT_OFFSET (SegQualityReport, n_rejected) },
	{ "values_rejected", G_STRUCT_OFFSET (SegQualityReport, n_values_rejected) },
	{ "made_at", G_STRUCT_OFFSET (SegQualityReport, made_at) },
};

char *
seg_quality_to_json (const SegQualityReport *report)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_object (builder);
	put_integer (builder, "format", FORMAT);
	put_text (builder, "fingerprint", report->fingerprint);
	for (gsize i = 0; i < G_N_ELEMENTS (report_integers); i++)
		put_integer (builder, report_integers[i].name, G_STRUCT_MEMBER (gint64, report, report_integers[i].offset));
	put_lists (builder, report);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

/* Reading: a file may hold anything; a member that is missing or of another kind reads as nothing. --------------------------- */

static gint64
get_integer (JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member (object, name);

	return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;
}

static const char *
get_text (JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member (object, name);

	return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static double
get_double (JsonObject *object, const char *name)
{
	const char *text = get_text (object, name);

	return text != NULL ? g_ascii_strtod (text, NULL) : NAN;
}

/* The objects of the array @name: borrowed. */
static GPtrArray *
get_objects (JsonObject *object, const char *name)
{
	GPtrArray *objects = g_ptr_array_new ();
	JsonNode *node = json_object_get_member (object, name);
	JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

	for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
		JsonNode *element = json_array_get_element (array, i);

		if (JSON_NODE_HOLDS_OBJECT (element))
			g_ptr_array_add (objects, json_node_get_object (element));
	}
	return objects;
}

static const char *
get_table (JsonObject *object)
{
	static const char *const tables[] = { "user", "item", "event" };
	const char *table = get_text (object, "table");

	for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
		if (g_strcmp0 (table, tables[i]) == 0)
			return tables[i];
	return NULL;
}

static void
read_histogram (JsonObject *object, SegColumnQuality *column)
{
	JsonNode *node = json_object_get_member (object, "histogram");
	JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

	for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), SEG_QUALITY_BINS); i++)
		if (JSON_NODE_HOLDS_VALUE (json_array_get_element (array, i)))
			column->histogram[i] = json_array_get_int_element (array, i);
}

static void
read_variants (JsonObject *object, SegColumnQuality *column)
{
	g_autoptr (GPtrArray) list = get_objects (object, "variants");

	for (guint i = 0; i < list->len; i++) {
		JsonNode *node = json_object_get_member (list->pdata[i], "others");
		JsonArray *others = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
		SegVariants *variants;

		if (others == NULL || json_array_get_length (others) == 0 || get_text (list->pdata[i], "value") == NULL)
			continue;
		variants = g_new0 (SegVariants, 1);
		variants->value = g_strdup (get_text (list->pdata[i], "value"));
		variants->count = get_integer (list->pdata[i], "count");
		variants->others = g_ptr_array_new_with_free_func (g_free);
		for (guint k = 0; k < json_array_get_length (others); k++) {
			JsonNode *other = json_array_get_element (others, k);

			g_ptr_array_add (variants->others, g_strdup (JSON_NODE_HOLDS_VALUE (other) && json_node_get_string (other) != NULL
			                                             ? json_node_get_string (other) : ""));
		}
		g_ptr_array_add (column->variants, variants);
	}
}

static void
read_suspects (JsonObject *object, SegColumnQuality *column)
{
	g_autoptr (GPtrArray) list = get_objects (object, "suspects");

	for (guint i = 0; i < list->len; i++) {
		SegSuspect *suspect = g_new0 (SegSuspect, 1);

		suspect->kind = (SegFindingKind) CLAMP (get_integer (list->pdata[i], "kind"), 0, SEG_N_FINDING_KINDS - 1);
		suspect->value = g_strdup (get_text (list->pdata[i], "value"));
		suspect->number = get_double (list->pdata[i], "number");
		suspect->count = get_integer (list->pdata[i], "count");
		suspect->reason = g_strdup (get_text (list->pdata[i], "reason"));
		if (suspect->value != NULL && suspect->reason != NULL)
			g_ptr_array_add (column->suspects, suspect);
		else
			seg_suspect_free (suspect);
	}
}

static void
read_figures (JsonObject *object, SegColumnQuality *column)
{
	g_autoptr (GPtrArray) top = get_objects (object, "top");

	for (gsize i = 0; i < G_N_ELEMENTS (column_integers); i++)
		G_STRUCT_MEMBER (gint64, column, column_integers[i].offset) = get_integer (object, column_integers[i].name);
	for (gsize i = 0; i < G_N_ELEMENTS (column_doubles); i++)
		G_STRUCT_MEMBER (double, column, column_doubles[i].offset) = get_double (object, column_doubles[i].name);
	for (gsize i = 0; i < SEG_QUALITY_QUANTILES; i++)
		column->quantiles[i] = get_double (object, quantile_names[i]);
	column->lower_quartile = column->quantiles[2];
	column->median = column->quantiles[3];
	column->upper_quartile = column->quantiles[4];
	for (guint i = 0; i < MIN (top->len, SEG_QUALITY_TOP); i++) {
		const char *value = get_text (top->pdata[i], "value");

		column->top[column->n_top++] = (SegValueCount) { g_strdup (value != NULL ? value : ""), get_integer (top->pdata[i], "count") };
	}
}

static gboolean
read_columns (JsonObject *root, SegQualityReport *report)
{
	g_autoptr (GPtrArray) list = get_objects (root, "columns");

	for (guint i = 0; i < list->len; i++) {
		const char *table = get_table (list->pdata[i]), *name = get_text (list->pdata[i], "name"), *label = get_text (list->pdata[i], "label");
		gint64 type = get_integer (list->pdata[i], "type");
		SegColumnQuality *column;

		if (table == NULL || name == NULL || label == NULL || type < SEG_TYPE_TEXT || type > SEG_TYPE_BOOLEAN)
			return FALSE;
		column = seg_quality_add_column (report, table, name, label, get_text (list->pdata[i], "field"), (SegType) type);
		read_figures (list->pdata[i], column);
		read_histogram (list->pdata[i], column);
		read_suspects (list->pdata[i], column);
		read_variants (list->pdata[i], column);
	}
	return TRUE;
}

static gboolean
find_kind (const char *name, SegFindingKind *kind)
{
	for (guint i = 0; i < SEG_N_FINDING_KINDS; i++)
		if (g_strcmp0 (name, seg_finding_kinds[i].name) == 0) {
			*kind = (SegFindingKind) i;
			return TRUE;
		}
	return FALSE;
}

static gboolean
read_findings (JsonObject *root, SegQualityReport *report)
{
	g_autoptr (GPtrArray) list = get_objects (root, "findings");

	for (guint i = 0; i < list->len; i++) {
		const char *table = get_table (list->pdata[i]), *sentence = get_text (list->pdata[i], "sentence");
		SegFindingWeight weight = (SegFindingWeight) CLAMP (get_integer (list->pdata[i], "weight"), SEG_FINDING_NOTE, SEG_FINDING_PROBLEM);
		SegFindingKind kind;
		SegFinding *finding;

		if (table == NULL || sentence == NULL || !find_kind (get_text (list->pdata[i], "kind"), &kind))
			return FALSE;
		finding = seg_quality_say (report, kind, weight, table, get_integer (list->pdata[i], "count"), get_integer (list->pdata[i], "whole"),
		                           get_text (list->pdata[i], "advice"), "%s", sentence);
		finding->less = get_integer (list->pdata[i], "less");
		finding->column = g_strdup (get_text (list->pdata[i], "column"));
		finding->fix_key = g_strdup (get_text (list->pdata[i], "fix_key"));
		finding->fix_value = g_strdup (get_text (list->pdata[i], "fix_value"));
	}
	return TRUE;
}

static gboolean
read_tables (JsonObject *root, SegQualityReport *report)
{
	g_autoptr (GPtrArray) list = get_objects (root, "tables");

	for (guint i = 0; i < list->len; i++) {
		SegTableQuality *table = g_new0 (SegTableQuality, 1);

		table->table = get_table (list->pdata[i]);
		table->n = get_integer (list->pdata[i], "n");
		table->n_left_out = get_integer (list->pdata[i], "left_out");
		g_ptr_array_add (report->tables, table);
		if (table->table == NULL)
			return FALSE;
	}
	return TRUE;
}

SegQualityReport *
seg_quality_from_json (const char *text)
{
	g_autoptr (JsonParser) parser = json_parser_new ();
	g_autoptr (SegQualityReport) report = seg_quality_report_new ();
	JsonNode *node;
	JsonObject *root;

	if (!json_parser_load_from_data (parser, text, -1, NULL) || (node = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (node))
		return NULL;
	root = json_node_get_object (node);
	report->fingerprint = g_strdup (get_text (root, "fingerprint"));
	for (gsize i = 0; i < G_N_ELEMENTS (report_integers); i++)
		G_STRUCT_MEMBER (gint64, report, report_integers[i].offset) = get_integer (root, report_integers[i].name);
	if (get_integer (root, "format") != FORMAT || report->fingerprint == NULL || !read_tables (root, report) || !read_columns (root, report)
	    || !read_findings (root, report))
		return NULL;
	seg_quality_fixes (report);
	seg_quality_score (report);
	return g_steal_pointer (&report);
}

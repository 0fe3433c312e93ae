/* The files of one export: one for all, or one an arm or segment, made when its first person comes; and the list of those who are left out for
 * their addresses. */
#include <config.h>
#include "export-private.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	char           *part; /* NULL: all */
	SegOutFile     *file;
	SegTableWriter *writer;
} Part;

struct SegExportOutput {
	SegWorkspace        *workspace;
	const SegExportPlan *plan;
	char       *path;
	SegFileSet *set;
	GPtrArray  *parts;     /* of Part* */
	GHashTable *by_key;    /* arm, or id of the segment -> Part*, borrowed */
	Part       *remainder; /* those left out; NULL: nobody yet */
	char       *remainder_path;
};

static void
free_part (gpointer data)
{
	Part *part = data;

	if (part == NULL)
		return;
	seg_table_writer_free (part->writer);
	g_free (part->part);
	g_free (part);
}

void
seg_export_output_free (SegExportOutput *output)
{
	if (output == NULL)
		return;
	g_hash_table_unref (output->by_key);
	g_ptr_array_unref (output->parts);
	free_part (output->remainder);
	seg_file_set_free (output->set);
	g_free (output->remainder_path);
	g_free (output->path);
	g_free (output);
}

SegFileSet *
seg_export_output_files (SegExportOutput *output)
{
	return output->set;
}

/* File systems may take upper and lower case for one. */
static gboolean
is_same_name (const char *a, const char *b)
{
	g_autofree char *one = g_utf8_casefold (a, -1), *other = g_utf8_casefold (b, -1);

	return strcmp (one, other) == 0;
}

static gboolean
is_taken (const SegExportOutput *output, const char *path)
{
	if (output->remainder_path != NULL && is_same_name (output->remainder_path, path))
		return TRUE;
	for (guint i = 0; i < output->parts->len; i++)
		if (is_same_name (seg_out_file_path (((const Part *) output->parts->pdata[i])->file), path))
			return TRUE;
	return FALSE;
}

/* Segments of different names may come out alike as files ("A/B" and "A-B"): the second gets a number. */
static char *
free_path (const SegExportOutput *output, const char *part)
{
	char *path = part != NULL ? seg_export_part_path (output->path, part, 1) : g_strdup (output->path);

	for (guint n = 2; part != NULL && is_taken (output, path); n++) {
		g_free (path);
		path = seg_export_part_path (output->path, part, n);
	}
	return path;
}

static SegFieldKind
kind_of (const SegExportColumn *column)
{
	if (column->preset != NULL)
		return column->preset->hash != SEG_HASH_NONE || column->preset->field == SEG_PRESET_PHONE ? SEG_FIELD_CODE : SEG_FIELD_TEXT;
	if (column->kind != SEG_EXPORT_USER)
		return SEG_FIELD_TEXT;
	return column->column->type == SEG_TYPE_NUMBER ? SEG_FIELD_NUMBER : column->column->type == SEG_TYPE_BOOLEAN ? SEG_FIELD_BOOLEAN : SEG_FIELD_TEXT;
}

static SegTableWriter *
begin_table (const SegExportPlan *plan, SegOutFile *file, GError **error)
{
	g_autofree SegTableColumn *columns = g_new (SegTableColumn, plan->columns->len);
	SegTableFileOptions options = plan->options->file;

	for (guint i = 0; i < plan->columns->len; i++) {
		const SegExportColumn *column = plan->columns->pdata[i];

		columns[i] = (SegTableColumn) { column->name, kind_of (column) };
	}
	options.without_heading |= plan->options->preset != NULL && plan->options->preset->without_heading;
	return seg_table_writer_new (file, &options, columns, plan->columns->len, error);
}

/* @key: what tells the part from others; its name may not. */
static Part *
add_part (SegExportOutput *output, const char *key, const char *name, GError **error)
{
	g_autofree char *path = free_path (output, name);
	SegOutFile *file = seg_export_check_name (output->workspace, output->path, path, error) ? seg_file_set_add (output->set, path, error) : NULL;
	SegTableWriter *writer = file != NULL ? begin_table (output->plan, file, error) : NULL;
	Part *part;

	if (writer == NULL)
		return NULL;
	part = g_new (Part, 1);
	*part = (Part) { g_strdup (name), file, writer };
	g_ptr_array_add (output->parts, part);
	if (key != NULL)
		g_hash_table_insert (output->by_key, g_strdup (key), part);
	return part;
}

SegExportOutput *
seg_export_output_new (SegWorkspace *workspace, const SegExportPlan *plan, const char *path, GError **error)
{
	g_autoptr (SegExportOutput) output = g_new0 (SegExportOutput, 1);

	output->workspace = workspace;
	output->plan = plan;
	output->path = g_strdup (path);
	output->set = seg_file_set_new ();
	output->parts = g_ptr_array_new_with_free_func (free_part);
	output->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	if (plan->options->parts == SEG_EXPORT_TOGETHER && add_part (output, NULL, NULL, error) == NULL)
		return NULL;
	output->remainder_path = seg_export_remainder_path (workspace, path, error);
	return output->remainder_path != NULL ? g_steal_pointer (&output) : NULL;
}

gboolean
seg_export_output_has_place (const SegExportOutput *output)
{
	return output->parts->len > 0 && !seg_out_file_is_direct (((const Part *) output->parts->pdata[0])->file);
}

static const char *
part_of (const SegExportPlan *plan, const SegExportRow *row)
{
	switch (plan->options->parts) {
	case SEG_EXPORT_BY_ARM:
		return row->arm;
	case SEG_EXPORT_BY_SEGMENT:
		return row->segment != NULL ? row->segment : "none";
	case SEG_EXPORT_TOGETHER:
	default:
		return NULL;
	}
}

char *
seg_export_group_name (const SegExportPlan *plan, const SegExportRow *row)
{
	return g_strdup_printf ("%" G_GINT64_FORMAT "/%s", plan->has_segment ? row->segment_id : 0, plan->has_arm ? row->arm : "");
}

gboolean
seg_export_output_row (SegExportOutput *output, const SegExportRow *row, GError **error)
{
	const char *name = part_of (output->plan, row), *key = name;
	char segment[24];
	Part *part;

	if (output->plan->options->parts == SEG_EXPORT_BY_SEGMENT) { /* one may be called as those without one are */
		g_snprintf (segment, sizeof segment, "%" G_GINT64_FORMAT, row->segment_id);
		key = segment;
	}
	part = name != NULL ? g_hash_table_lookup (output->by_key, key) : output->parts->pdata[0];
	if (part == NULL && (part = add_part (output, key, name, error)) == NULL)
		return FALSE;
	return seg_table_writer_row (part->writer, row->cells, error);
}

/* Those left out ------------------------------------------------------------------------------------------------------- */

static gboolean
begin_remainder (SegExportOutput *output, GError **error)
{
	const SegTableColumn columns[] = { { output->plan->options->pseudonyms ? "pseudonym" : "key", SEG_FIELD_TEXT }, { "field", SEG_FIELD_TEXT },
	                                   { "value", SEG_FIELD_TEXT } };
	SegTableFileOptions options = { .encoding = seg_text_encoding_find ("utf-8-bom", NULL) };
	Part *part = g_new0 (Part, 1);

	output->remainder = part;
	part->file = seg_file_set_add (output->set, output->remainder_path, error);
	part->writer = part->file != NULL ? seg_table_writer_new (part->file, &options, columns, G_N_ELEMENTS (columns), error) : NULL;
	return part->writer != NULL;
}

gboolean
seg_export_output_left_out (SegExportOutput *output, const SegExportRow *row, GError **error)
{
	if (!seg_export_output_has_place (output) && output->plan->options->parts == SEG_EXPORT_TOGETHER)
		return TRUE; /* to a pipe: counted only */
	for (guint i = 0; i < output->plan->columns->len; i++) {
		const SegExportColumn *column = output->plan->columns->pdata[i];
		const char *cells[] = { row->key, NULL, row->faults[i] };

		if (row->faults[i] == NULL)
			continue;
		cells[1] = seg_preset_field_name (column->preset->field);
		if ((output->remainder == NULL && !begin_remainder (output, error)) || !seg_table_writer_row (output->remainder->writer, cells, error))
			return FALSE;
	}
	return TRUE;
}

/* The end -------------------------------------------------------------------------------------------------------------- */

static gboolean
end_part (Part *part, gboolean is_remainder, SegExport *export, GError **error)
{
	SegExportedFile *file;

	if (!seg_table_writer_end (part->writer, error))
		return FALSE;
	file = g_new0 (SegExportedFile, 1);
	*file = (SegExportedFile) {
		.path = g_strdup (seg_out_file_path (part->file)), .part = g_strdup (part->part), .sha256 = g_strdup (seg_out_file_sha256 (part->file)),
		.n_rows = (gint64) seg_table_writer_n_rows (part->writer), .size = seg_out_file_size (part->file),
		.n_sheets = seg_table_writer_n_sheets (part->writer), .is_remainder = is_remainder,
	};
	g_ptr_array_add (export->files, file);
	return TRUE;
}

gboolean
seg_export_output_end (SegExportOutput *output, const char *const *pairs, SegExport *export, GError **error)
{
	for (guint i = 0; i < output->parts->len; i++) {
		Part *part = output->parts->pdata[i];

		seg_table_writer_note (part->writer, _("about this list"), pairs);
		if (!end_part (part, FALSE, export, error))
			return FALSE;
	}
	return output->remainder == NULL || end_part (output->remainder, TRUE, export, error);
}

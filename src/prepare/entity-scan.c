/* Every column of users or items, read in one pass. */
#include <config.h>
#include "prepare-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define BUDGET (G_GINT64_CONSTANT (256) << 20) /* bytes of values behind the fronts, all columns together */

#define PIECE (SEG_ROWS_MOST - 10) /* attributes of one piece; the first one has those of alikes behind them */

typedef struct {
	GPtrArray *columns; /* of SegScan*, one for each attribute */
	GPtrArray *scans;   /* the same, and those of alikes; borrowed */
	GArray    *alikes;
	gint64   (*n)[8];   /* rows for each worker, in a cache line of its own */
} Scan;

static void
scan_row (guint worker, guint piece, const SegRow *row, gpointer data)
{
	const Scan *scan = data;
	guint first = piece * PIECE, last = MIN (first + PIECE, scan->columns->len);

	for (guint i = first; i < last; i++) {
		SegScan *column = scan->columns->pdata[i];
		SegType type = column->quality->type;

		if (column->done || seg_row_is_null (row, i - first))
			continue;
		if (type == SEG_TYPE_TEXT || type == SEG_TYPE_CATEGORY)
			seg_scan_text (column, worker, seg_row_text (row, i - first));
		else
			seg_scan_number (column, worker, seg_row_double (row, i - first));
	}
	if (piece > 0)
		return;
	scan->n[worker][0]++;
	seg_alike_row (scan->alikes, worker, row, last);
}

gboolean
seg_quality_is_listed (SegWorkspace *workspace, const char *entity, gboolean *listed, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM %s WHERE listed)", entity);
	gint64 exists;

	if (!seg_workspace_count (workspace, sql, &exists, error))
		return FALSE;
	*listed = exists != 0;
	return TRUE;
}

SegColumnQuality *
seg_quality_add_column (SegQualityReport *report, const char *table, const char *name, const char *label, const char *field, SegType type)
{
	SegColumnQuality *column = g_new0 (SegColumnQuality, 1);

	column->table = table;
	column->name = g_strdup (name);
	column->label = g_strdup (label);
	column->field = g_strdup (field);
	column->type = type;
	column->minimum = column->maximum = column->mean = column->median = column->deviation = NAN;
	column->lower_quartile = column->upper_quartile = column->mad = column->histogram_from = column->histogram_to = NAN;
	for (gsize i = 0; i < SEG_QUALITY_QUANTILES; i++)
		column->quantiles[i] = NAN;
	column->suspects = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_suspect_free);
	column->variants = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_variants_free);
	g_ptr_array_add (report->columns, column);
	return column;
}

static void
add_name (GString *list, const GPtrArray *attributes, guint i)
{
	g_autofree char *name = seg_sql_identifier (((const SegAttribute *) attributes->pdata[i])->name);

	g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", name);
}

/* The attributes, a piece at a time; in the first one those of alikes again, in the order in which seg_alike_row() takes them. */
static char **
list_pieces (const GPtrArray *attributes, const GArray *alikes)
{
	guint n_pieces = MAX ((attributes->len + PIECE - 1) / PIECE, 1);
	char **pieces = g_new0 (char *, n_pieces + 1);

	for (guint piece = 0; piece < n_pieces; piece++) {
		GString *list = g_string_new (NULL);

		for (guint i = piece * PIECE; i < MIN ((piece + 1) * PIECE, attributes->len); i++)
			add_name (list, attributes, i);
		for (guint i = 0; i < alikes->len && piece == 0; i++) {
			const SegTrait *alike = &g_array_index (alikes, SegTrait, i);

			add_name (list, attributes, alike->attribute);
			if (alike->other != G_MAXUINT)
				add_name (list, attributes, alike->other);
		}
		if (list->len == 0)
			g_string_append (list, "1");
		pieces[piece] = g_string_free (list, FALSE);
	}
	return pieces;
}

static char *
rest_sql (const char *entity, gboolean listed)
{
	return g_strdup_printf ("FROM %s WHERE id BETWEEN :first AND :last%s AND id NOT IN (SELECT %s_id FROM excluded_%s)", entity,
	                        listed ? " AND listed" : "", entity, entity);
}

/* The number of rows is known after the first pass. */
static void
set_rows (const Scan *scan, guint n_workers, gint64 *n_rows)
{
	*n_rows = 0;
	for (guint worker = 0; worker < n_workers; worker++) {
		*n_rows += scan->n[worker][0];
		scan->n[worker][0] = 0;
	}
	for (guint i = 0; i < scan->columns->len; i++)
		((SegScan *) scan->columns->pdata[i])->quality->n = *n_rows;
}

static gboolean
read_all (SegWorkspace *workspace, const SegPass *pass, Scan *scan, SegBudget *budget, guint n_workers, gint64 *n_rows, SegJob *job,
          GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0, 0.8);
	gboolean fine;

	do {
		fine = seg_pass_run (workspace, pass, n_workers, job, error);
		set_rows (scan, n_workers, n_rows);
		fine = fine && seg_scans_finish (scan->scans, job, error);
	} while (fine && seg_scans_again (scan->scans, budget));
	seg_job_leave (job, span);
	return fine;
}

static gboolean
add_table (SegWorkspace *workspace, SegQualityReport *report, const char *entity, gint64 n_rows, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM excluded_%s", entity);
	SegTableQuality *table = g_new0 (SegTableQuality, 1);

	table->table = entity;
	table->n = n_rows;
	g_ptr_array_add (report->tables, table);
	return seg_workspace_count (workspace, sql, &table->n_left_out, error);
}

gboolean
seg_quality_entity (SegWorkspace *workspace, const char *entity, SegQualityReport *report, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, entity, error);
	g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_scan_free);
	g_autoptr (GPtrArray) scans = g_ptr_array_new ();
	g_autofree gpointer rows = NULL;
	g_autofree char *rest = NULL;
	g_auto (GStrv) pieces = NULL;
	SegBudget budget = { .limit = BUDGET / (gint64) sizeof (guint64) };
	gboolean users = strcmp (entity, "user") == 0, listed, fine;
	Scan scan = { .columns = columns, .scans = scans };
	guint n_workers;
	gint64 n_rows;

	if (attributes == NULL || !seg_quality_is_listed (workspace, entity, &listed, error)
	    || !seg_pass_workers (workspace, entity, &n_workers, error))
		return FALSE;
	scan.n = rows = g_malloc0_n (n_workers, sizeof *scan.n);
	for (guint i = 0; i < attributes->len; i++) {
		const SegAttribute *attribute = attributes->pdata[i];
		SegColumnQuality *column = seg_quality_add_column (report, users ? "user" : "item", attribute->name, attribute->label,
		                                                   attribute->field, attribute->type);

		g_ptr_array_add (columns, seg_scan_new (column, n_workers, &budget));
		g_ptr_array_add (scans, columns->pdata[i]);
	}
	scan.alikes = users ? seg_alike_new (attributes, n_workers, &budget) : g_array_new (FALSE, FALSE, sizeof (SegTrait));
	for (guint i = 0; i < scan.alikes->len; i++)
		g_ptr_array_add (scans, g_array_index (scan.alikes, SegTrait, i).scan);
	pieces = list_pieces (attributes, scan.alikes);
	rest = rest_sql (entity, listed);
	fine = read_all (workspace, &(SegPass) { .table = entity, .phrase = users ? N_("checking users") : N_("checking items"),
	                                         .pieces = (const char *const *) pieces, .n_pieces = g_strv_length (pieces), .rest = rest,
	                                         .row = scan_row, .data = &scan }, &scan, &budget, n_workers, &n_rows, job, error)
	       && seg_scans_name_top (columns, workspace, entity, n_workers, job, error);
	if (fine && n_rows > 0)
		fine = add_table (workspace, report, users ? "user" : "item", n_rows, error);
	if (fine)
		seg_alike_say (scan.alikes, report, n_rows);
	seg_alike_free (scan.alikes);
	return fine;
}

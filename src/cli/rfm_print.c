/* The RFM grid on paper: words, the grid, its groups; or cells and groups as csv and json. */
#include <config.h>
#include "rfm.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

static double
share_of_users (const SegRfm *rfm, const SegRfmCell *cell)
{
	return rfm->n_users > 0 ? (double) cell->n_users / (double) rfm->n_users : NAN;
}

static double
share_of_revenue (const SegRfm *rfm, const SegRfmCell *cell)
{
	return rfm->has_revenue && rfm->all.revenue > 0 ? cell->revenue / rfm->all.revenue : NAN;
}

static void
say_rule (const SegRfmRequest *request, const SegRfm *rfm)
{
	static const char *const headings[] = { N_("Recency"), N_("Frequency"), N_("Money") };

	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++) {
		const SegRfmRule *rule = &rfm->definition->axes[axis];
		g_autoptr (GString) cuts = g_string_new (NULL);

		for (guint i = 0; i + 1 < rule->n_bins; i++) {
			g_autofree char *cut = seg_format_auto (rule->cuts[i]);

			g_string_append_printf (cuts, "%s%s", i > 0 ? " · " : "", cut);
		}
		seg_cli_say (&request->common, rule->own_cuts ? _("%s: %s (%s), your cut points %s") : _("%s: %s (%s), cut at %s so that bins are alike in size"),
		             _(headings[axis]), rfm->labels[axis], rule->feature, cuts->str);
	}
}

static void
say_summary (const SegRfmRequest *request, const SegRfm *rfm)
{
	g_autofree char *users = seg_format_integer ((gint64) rfm->n_users), *day = seg_format_date (rfm->as_of);
	g_autofree char *outside = seg_format_integer (rfm->groups[SEG_RFM_NONE].n_users);

	seg_cli_say (&request->common, _("%s users as of %s"), users, day);
	if (rfm->n_rated < rfm->n_users)
		seg_cli_say (&request->common, _("%s of them have no figure to be rated by and stand outside of the grid: \"%s\""), outside,
		             rfm->definition->names[SEG_RFM_NONE]);
	say_rule (request, rfm);
}

/* Rows from recent to long ago, columns from little to much. */
static void
print_grid (const SegRfm *rfm)
{
	static const char *const headings[] = { N_("Frequency and money"), N_("Frequency"), N_("Money") };
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "recency", _("Recency"), SEG_CELL_TEXT);
	for (guint column = 1; column <= rfm->n_columns; column++) {
		g_autofree char *name = g_strdup_printf ("column_%u", column);
		g_autofree char *heading = column == 1 ? g_strdup_printf ("%s 1", _(headings[rfm->definition->columns]))
		                           : g_strdup_printf ("%u", column);

		seg_table_column (table, name, heading, SEG_CELL_TEXT);
	}
	for (guint row = rfm->n_rows; row >= 1; row--) {
		g_autofree char *range = seg_rfm_range (rfm, SEG_RFM_RECENCY, row), *heading = g_strdup_printf ("%u  %s", row, range);

		seg_table_text (table, heading);
		for (guint column = 1; column <= rfm->n_columns; column++) {
			g_autofree char *users = seg_format_integer (rfm->cells[row - 1][column - 1].n_users);
			g_autofree char *cell = g_strdup_printf ("%s %s", users,
			                                         rfm->definition->names[seg_rfm_group_at (rfm->definition, row, column)]);

			seg_table_text (table, cell);
		}
	}
	seg_table_print (table, SEG_OUTPUT_TABLE);
}

static void
add_figures (SegTable *table, const SegRfm *rfm, const SegRfmCell *cell)
{
	seg_table_integer (table, cell->n_users);
	seg_table_number (table, share_of_users (rfm, cell));
	if (!rfm->has_revenue)
		return;
	seg_table_number (table, cell->revenue);
	seg_table_number (table, share_of_revenue (rfm, cell));
}

static void
add_figure_columns (SegTable *table, const SegRfm *rfm)
{
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "share_of_users", _("Share"), SEG_CELL_SHARE);
	if (!rfm->has_revenue)
		return;
	seg_table_column (table, "revenue", _("Revenue"), SEG_CELL_NUMBER);
	seg_table_column (table, "share_of_revenue", _("Of revenue"), SEG_CELL_SHARE);
}

static void
print_groups (const SegRfmRequest *request, const SegRfm *rfm)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "group", _("Group"), SEG_CELL_TEXT);
	seg_table_column (table, "name", _("Name"), SEG_CELL_TEXT);
	add_figure_columns (table, rfm);
	seg_table_column (table, "meaning", _("Who they are"), SEG_CELL_TEXT);
	for (guint group = 0; group < SEG_RFM_N_GROUPS; group++) {
		seg_table_text (table, seg_rfm_group_code ((SegRfmGroup) group));
		seg_table_text (table, rfm->definition->names[group]);
		add_figures (table, rfm, &rfm->groups[group]);
		seg_table_text (table, seg_rfm_group_meaning ((SegRfmGroup) group));
	}
	seg_table_print (table, request->common.output);
}

static void
print_cells (const SegRfmRequest *request, const SegRfm *rfm)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "recency_score", _("Recency score"), SEG_CELL_INTEGER);
	seg_table_column (table, "column_score", _("Column score"), SEG_CELL_INTEGER);
	seg_table_column (table, "group", _("Group"), SEG_CELL_TEXT);
	seg_table_column (table, "name", _("Name"), SEG_CELL_TEXT);
	add_figure_columns (table, rfm);
	seg_table_column (table, "mean_monetary_score", _("Mean monetary score"), SEG_CELL_NUMBER);
	for (guint row = rfm->n_rows; row >= 1; row--)
		for (guint column = 1; column <= rfm->n_columns; column++) {
			const SegRfmCell *cell = &rfm->cells[row - 1][column - 1];
			SegRfmGroup group = seg_rfm_group_at (rfm->definition, row, column);

			seg_table_integer (table, row);
			seg_table_integer (table, column);
			seg_table_text (table, seg_rfm_group_code (group));
			seg_table_text (table, rfm->definition->names[group]);
			add_figures (table, rfm, cell);
			seg_table_number (table, cell->n_users > 0 ? cell->monetary_sum / (double) cell->n_users : NAN);
		}
	seg_table_print (table, request->common.output);
}

void
seg_cli_print_rfm (const SegRfmRequest *request, const SegRfm *rfm)
{
	if (request->common.output == SEG_OUTPUT_TABLE) {
		say_summary (request, rfm);
		if (!request->cells)
			print_grid (rfm);
	}
	if (request->cells)
		print_cells (request, rfm);
	else
		print_groups (request, rfm);
}

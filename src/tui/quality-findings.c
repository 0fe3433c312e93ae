/* The list of findings: the problems worth fixing first, numbered, then all others. */
#include <config.h>
#include "quality.h"

#include <glib/gi18n.h>
#include <string.h>

struct SegFindingList {
	GPtrArray *shown; /* of const SegFinding*, borrowed from the report */
	const SegQualityReport *report;
	char      *filter;
	SegList   *list;
};

enum { RANK, SIGN, SENTENCE, FIX };

static const SegListColumn columns[] = {
	[RANK] = { "", SEG_ALIGN_RIGHT, 1, FALSE }, [SIGN] = { "", SEG_ALIGN_LEFT, 2, FALSE },
	[SENTENCE] = { N_("Worth fixing first"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (30), FALSE },
	[FIX] = { N_("Enter"), SEG_ALIGN_LEFT, -17, FALSE },
};

static const SegFinding *
finding_at (const SegFindingList *list, gsize row)
{
	return list->shown->pdata[row];
}

static gsize
n_rows (gpointer data)
{
	return ((SegFindingList *) data)->shown->len;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegFindingList *list = data;
	const SegFinding *finding = finding_at (list, row);
	guint rank;

	switch (column) {
	case RANK:
		*ink = SEG_INK_ACCENT;
		return g_ptr_array_find (list->report->problems, finding, &rank) ? g_strdup_printf ("%u", rank + 1) : NULL;
	case SIGN:
		*ink = seg_finding_ink (finding->weight);
		return g_strdup (seg_finding_sign (finding->weight));
	case SENTENCE:
		return g_strdup (finding->sentence);
	default:
		*ink = finding->fix != NULL ? SEG_INK_GOOD : SEG_INK_MUTED;
		return finding->fix != NULL ? g_strdup (finding->fix->effect) : NULL;
	}
}

static gboolean
matches (const SegFinding *finding, const char *filter)
{
	g_autofree char *sentence = g_utf8_casefold (finding->sentence, -1), *wanted = g_utf8_casefold (filter, -1);

	return strstr (sentence, wanted) != NULL;
}

static void
arrange (SegFindingList *list)
{
	const SegQualityReport *report = list->report;

	g_ptr_array_set_size (list->shown, 0);
	for (guint i = 0; report != NULL && i < report->problems->len; i++)
		if (matches (report->problems->pdata[i], list->filter))
			g_ptr_array_add (list->shown, report->problems->pdata[i]);
	for (guint i = 0; report != NULL && i < report->findings->len; i++)
		if (!g_ptr_array_find (report->problems, report->findings->pdata[i], NULL) && matches (report->findings->pdata[i], list->filter))
			g_ptr_array_add (list->shown, report->findings->pdata[i]);
	seg_list_changed (list->list);
}

static gboolean
filter (gpointer data, const char *text, GError **error)
{
	SegFindingList *list = data;

	(void) error;
	g_free (list->filter);
	list->filter = g_strdup (text);
	arrange (list);
	return TRUE;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .filter = filter, .is_table = TRUE };

SegFindingList *
seg_finding_list_new (void)
{
	SegFindingList *list = g_new0 (SegFindingList, 1);

	list->filter = g_strdup ("");
	list->shown = g_ptr_array_new ();
	list->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), list);
	return list;
}

void
seg_finding_list_free (SegFindingList *list)
{
	seg_list_free (list->list);
	g_ptr_array_unref (list->shown);
	g_free (list->filter);
	g_free (list);
}

void
seg_finding_list_set (SegFindingList *list, const SegQualityReport *report)
{
	list->report = report;
	arrange (list);
}

SegList *
seg_finding_list (SegFindingList *list)
{
	return list->list;
}

const SegFinding *
seg_finding_list_cursor (const SegFindingList *list)
{
	gsize row;

	return seg_list_cursor (list->list, &row) ? finding_at (list, row) : NULL;
}

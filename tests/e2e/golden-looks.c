#include <config.h>
#include "golden.h"

#include <string.h>

const char golden_first[] = "4<Enter>5o<Down><Enter>";

const Look golden_looks[] = {
	{ "data-what-changed", "1w", NULL },
	{ "quality-columns", "2<Right>", "<Left>" },
	{ "quality-scores", "2e", NULL },
	{ "quality-findings", "2f", NULL },
	{ "algorithms", "4a", NULL },
	{ "rail", "5<Tab>", NULL },
	{ "segmentations", "5o", NULL },
	{ "users-filtered", "6/city = 上海<Enter>", "/<C-u><Enter>" },
	{ "list-columns", "6|", NULL },
	{ "list-row", "6<C-y>", NULL },
	{ "list-export", "6<C-e>", NULL },
	{ "user-known", "6<Down><Down><Down><Down><Enter>", NULL },
	{ "user-known-times", "6<Down><Down><Down><Down><Enter>t", NULL },
	{ "why-user", "6<Down><Down><Down><Down><Enter>w", NULL },
	{ "campaign-exported", "8<End><Enter>", NULL },
	{ "measure-before", "8<End><Enter>m", NULL },
	{ "recommenders", "7m", NULL },
	{ "help", "1?", NULL },
	{ "help-clusters", "4?", NULL },
	{ "help-measure", "8<Enter>m?", NULL },
	{ "palette", "1:", NULL },
	{ "palette-found", "1:camp", NULL },
	{ "settings", "1,", NULL },
	{ "settings-keys", "1,<End><Enter>", NULL },
	{ "jobs", "1J", NULL },
	{ "record", "1<C-t>", NULL },
	{ "write-chart", "4<C-w>", NULL },
	{ "demo-mode", "6<C-d>", "<C-d>" },
	{ "tour", "1.", NULL },
	{ "tour-quality", "1..", NULL },
	{ "tour-features", "1...", NULL },
	{ "tour-clusters", "1....", NULL },
	{ "tour-segments", "1.....", NULL },
	{ "tour-users", "1......", NULL },
	{ "tour-recommend", "1.......", NULL },
	{ "tour-campaigns", "1........", NULL },
	{ "tour-end", "1.........", NULL },
	{ "dendrogram", "5o<Up><Enter>t", NULL },
	{ "import-result", "1ipmore.csv<Enter>i", NULL },
	{ "stale-data", "1", NULL },
	{ "stale-features", "3", NULL },
	{ "stale-segments", "5", NULL },
	{ NULL, NULL, NULL }
};

#define WENT_OUT "f2026-06-10<Enter>" /* so that the demo has events after it */

const Look golden_later_looks[] = {
	{ "later-data", "1", NULL },
	{ "later-features", "3", NULL },
	{ "drift", "5Md", NULL },
	{ "drift-bins", "5Md<Enter>", NULL },
	{ "migration", "5M", NULL },
	{ "assigned", "5A", NULL },
	{ "pins", "5i", NULL },
	{ "history-later", "5H", NULL },
	{ "campaigns-later", "8", NULL },
	{ "campaign-results", "8<End><Enter>w", NULL },
	{ "results-rows", "8<End><Enter>w<End>r", NULL },
	{ "measure", "8<End><Enter>m" WENT_OUT, NULL },
	{ "measure-words", "8<End><Enter>m" WENT_OUT "s", NULL },
	{ "measure-course", "8<End><Enter>m" WENT_OUT "v", NULL },
	{ "measure-course-2", "8<End><Enter>m" WENT_OUT "vv", NULL },
	{ "measure-course-3", "8<End><Enter>m" WENT_OUT "vvv", NULL },
	{ "measure-course-4", "8<End><Enter>m" WENT_OUT "vvvv", NULL },
	{ "measure-course-5", "8<End><Enter>m" WENT_OUT "vvvvv", NULL },
	{ "uplift", "8<End><Enter>m" WENT_OUT "u", NULL },
	{ "what-worked", "8w", NULL },
	{ "campaign-log", "8L", NULL },
	{ "do-not-contact", "8cd", NULL },
	{ "rejects-of-results", "1<End>r", NULL },
	{ NULL, NULL, NULL }
};

gboolean
golden_leaves_out (const char *view)
{
	if (strcmp (view, "ways") == 0 || strcmp (view, "import-result") == 0 || strcmp (view, "dendrogram") == 0)
		return TRUE; /* takes a minute, and is looked at with fewer users; makes all that follows stale; with the segments of a tree */
	for (gsize i = 0; golden_later_looks[i].name != NULL; i++)
		if (strcmp (golden_later_looks[i].name, view) == 0)
			return TRUE;
	return FALSE;
}

const Look golden_crowds_looks[] = {
	{ "ways", "4A", NULL }, { "ways-left-out", "4A<End><Up>", NULL }, { "ways-taken", "4A<Down><Enter>", NULL }, { "ways-tried", "4c", NULL },
	{ NULL, NULL, NULL }
};

const Look golden_empty_looks[] = {
	{ "empty-data", "1", NULL },       { "empty-quality", "2", NULL }, { "empty-features", "3", NULL },  { "empty-clusters", "4", NULL },
	{ "empty-segments", "5", NULL },   { "empty-users", "6", NULL },   { "empty-recommend", "7", NULL }, { "empty-campaigns", "8", NULL },
	{ "empty-import", "1i", NULL },    { "empty-jobs", "1J", NULL },   { "empty-contact", "8c", NULL },  { "empty-offers", "8o", NULL },
	{ "empty-rules", "6R", NULL },     { "empty-recipe", "2r", NULL },
	{ NULL, NULL, NULL }
};

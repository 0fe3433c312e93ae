#include <config.h>
#include "routes.h"

#include "command.h"
#include "support/folder.h"

const char routes_first[] = "4<Enter>";

const Route routes[] = {
	{ "data", "1", FALSE },
	{ "import-files", "1i", FALSE },
	{ "import-plan", "1ipmore.csv<Enter>", FALSE },
	{ "file", "1<Home>f", FALSE },
	{ "rejects", "1<Home>r", FALSE },
	{ "reject-rows", "1<Home>r<Enter>", FALSE },
	{ "quality", "2", FALSE },
	{ "quality-column", "2<Right><Enter>", FALSE },
	{ "recipe", "2r", FALSE },
	{ "recipe-step", "2ra<Enter>", FALSE },
	{ "features", "3", FALSE },
	{ "own-feature", "3f", FALSE },
	{ "feature-sets", "3v", FALSE },
	{ "compare-sets", "3v<Home>c", FALSE },
	{ "correlations", "3m", FALSE },
	{ "components", "3x", FALSE },
	{ "selection", "3w", TRUE },
	{ "outlying", "3o", FALSE },
	{ "rfm", "3r", FALSE },
	{ "clusters", "4", FALSE },
	{ "preview", "4<Enter>", FALSE },
	{ "silhouette", "4x", FALSE },
	{ "scatter", "4p", FALSE },
	{ "chart", "4<C-g>", FALSE },
	{ "runs", "4c", FALSE },
	{ "compare-runs", "4ca<End><Enter>", FALSE },
	{ "segments", "5", FALSE },
	{ "profile", "5<Enter>", FALSE },
	{ "persona", "5p", FALSE },
	{ "playbook", "5P", FALSE },
	{ "beside", "5b<Down><Space><Enter>", FALSE },
	{ "separation", "5x", FALSE },
	{ "explain", "5y", FALSE },
	{ "edit", "5m<Enter><Space><Enter><Enter>", FALSE },
	{ "history", "5H", FALSE },
	{ "overlap", "5v<Enter>", FALSE },
	{ "migration", "5M", FALSE },
	{ "drift", "5Md", FALSE },
	{ "drift-bins", "5Md<Enter>", FALSE },
	{ "assigned", "5A", FALSE },
	{ "pins", "5i", FALSE },
	{ "users", "6", FALSE },
	{ "user", "6<Enter>", FALSE },
	{ "why", "6<Enter>w", FALSE },
	{ "rules", "6R", FALSE },
	{ "rule-form", "6Rb", FALSE },
	{ "recommend", "7", FALSE },
	{ "item", "7<Enter>", FALSE },
	{ "taste", "7t", FALSE },
	{ "advice-rules", "7r", FALSE },
	{ "evaluation", "7E", TRUE },
	{ "evaluation-run", "7E<Enter>", TRUE },
	{ "evaluations", "7Et", TRUE },
	{ "campaigns", "8", FALSE },
	{ "campaign-builder", "8n", FALSE },
	{ "campaign-people", "8nu<Enter>", FALSE },
	{ "message", "8nm", FALSE },
	{ "allocation", "8nR<Enter><Down><Enter>R<End><Enter>", FALSE },
	{ "campaign", "8<Enter>", FALSE },
	{ "campaign-person", "8<Enter><Enter>", FALSE },
	{ "export-form", "8<Enter>e", FALSE },
	{ "campaign-results", "8<Enter>w", FALSE },
	{ "results-rows", "8<End><Enter>w<End>r", FALSE },
	{ "measure", "8<Enter>m", FALSE },
	{ "measure-course", "8<Enter>mv", FALSE },
	{ "uplift", "8<Enter>mu", FALSE },
	{ "campaign-balance", "8<Enter>b", FALSE },
	{ "campaign-log", "8L", FALSE },
	{ "campaigns-beside", "8b", FALSE },
	{ "what-worked", "8w", FALSE },
	{ "offers", "8o", FALSE },
	{ "offer", "8o<Enter>", FALSE },
	{ "contact", "8c", FALSE },
	{ "do-not-contact", "8cd", FALSE },
	{ "dendrogram", "5t", FALSE },
	{ "reach", "4a<Home><Down><Down><Down><Down><Down><Enter><Enter>d", FALSE },
	{ "ways", "4A", TRUE },
	{ "next-version", "5N", FALSE },
	{ "import-result", "1ipmore.csv<Enter>i", FALSE },
	{ NULL, NULL, FALSE }
};

static void
prepare (const char *folder, gboolean with_results)
{
	g_autofree char *more = test_folder_write (folder, "more.csv", "user_id,name,city\nu00001,Ann,北京\nu90001,Bo,Oslo\n");
	g_autofree char *results = with_results ? test_folder_write (folder, "results.csv", "user_id,opened\nu00004,yes\nu00006,no\nu00001,yes\n") : NULL;

	g_assert_true (g_file_test (more, G_FILE_TEST_EXISTS));
	outcome_free (command_ok (folder, "demo", "demo.seg", "--no-open", "--quiet", NULL));
	outcome_free (command_ok (folder, "rules", "demo.seg", "--keep", "Returning", "--condition", "orders >= 2", NULL));
	outcome_free (command_ok (folder, "offer", "demo.seg", "--save", "spring 20", "--text", "20 % off", "--cost", "12", NULL));
	outcome_free (command_ok (folder, "campaign", "demo.seg", "--create", "Second", NULL));
	if (with_results)
		outcome_free (command_ok (folder, "results", "demo.seg", "Welcome back", "--from", results, NULL));
	outcome_free (command_ok (folder, "features", "demo.seg", "--copy", "other", NULL));
	outcome_free (command_ok (folder, "cluster", "demo.seg", "--algorithm", "ward", "--name", "Tree", "-k", "4", NULL));
}

void
routes_prepare (const char *folder)
{
	prepare (folder, TRUE);
}

void
routes_prepare_fresh (const char *folder)
{
	prepare (folder, FALSE);
}

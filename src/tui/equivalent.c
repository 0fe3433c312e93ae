#include <config.h>
#include "equivalent.h"

#include <string.h>

const SegEquivalent seg_equivalents[] = {
	/* data and quality */
	{ "screen-1", "segscope info @" },
	{ "import", "segscope import @ FILE" },
	{ "run-import", "segscope import @ FILE" },
	{ "try-import", "segscope import @ FILE --dry-run" },
	{ "import-another", "segscope import @ FILE" },
	{ "orders", "segscope orders @" },
	{ "rejects", "segscope rejects @" },
	{ "export-rejects", "segscope rejects @ --export FILE" },
	{ "back-up", "segscope backup @ FILE" },
	{ "check-file", "segscope check @" },
	{ "repair-workspace", "segscope repair @ FILE" },
	{ "make-demo", "segscope demo" },
	{ "screen-2", "segscope quality @" },
	{ "check-data", "segscope quality @" },
	{ "quality-columns", "segscope quality @" },
	{ "cleaning-recipe", "segscope clean @" },
	{ "export-recipe", "segscope clean @ --export FILE" },
	{ "import-recipe", "segscope clean @ --import FILE" },
	/* features */
	{ "screen-3", "segscope features @ --list" },
	{ "compute-features", "segscope features @" },
	{ "choose-proposed", "segscope features @ --select proposed" },
	{ "choose-all", "segscope features @ --select all" },
	{ "feature-sets", "segscope features @ --sets" },
	{ "export-features", "segscope features @ --export FILE" },
	{ "change-day", "segscope features @ --as-of DATE" },
	{ "propose-selection", "segscope select @" },
	{ "correlations", "segscope correlations @" },
	{ "components", "segscope pca @" },
	{ "feature-separation", "segscope lda @" },
	{ "separation", "segscope lda @" },
	{ "rfm-grid", "segscope rfm @" },
	{ "rfm-save", "segscope rfm @ --save NAME" },
	{ "outlying-users", "segscope outliers @" },
	/* clusters */
	{ "screen-4", "segscope sweep @" },
	{ "run-sweep", "segscope sweep @" },
	{ "every-way", "segscope ways @" },
	{ "compare-runs", "segscope runs @" },
	{ "keep-segments", "segscope cluster @ --name NAME" },
	{ "kept-tree", "segscope tree @" },
	{ "dendrogram", "segscope tree @" },
	/* segments */
	{ "screen-5", "segscope segments @" },
	{ "segment-profile", "segscope profile @ --segment SEGMENT" },
	{ "segments-beside", "segscope profile @ --beside A,B" },
	{ "segment-persona", "segscope persona @" },
	{ "playbook", "segscope playbook @" },
	{ "explain-segments", "segscope explain @" },
	{ "edit-segment", "segscope edit @ SEGMENTATION" },
	{ "segments-overlap", "segscope overlap @ ONE OTHER" },
	{ "edit-history", "segscope history @" },
	{ "undo-edit", "segscope history @ --undo" },
	{ "redo-edit", "segscope history @ --redo" },
	{ "segment-uses", "segscope uses @" },
	{ "next-version", "segscope renew @" },
	{ "who-moved", "segscope migration @" },
	{ "drift", "segscope drift @" },
	{ "pinned-users", "segscope pin @" },
	{ "segment-rules", "segscope rules @" },
	{ "rules", "segscope rules @" },
	/* users */
	{ "screen-6", "segscope users @" },
	{ "segment-users", "segscope users @ --segment SEGMENT" },
	{ "export-users", "segscope users @ --output csv" },
	{ "user-page", "segscope user @ KEY" },
	{ "why-here", "segscope user @ KEY --why" },
	{ "keep-rule", "segscope rules @ --keep NAME --condition CONDITION" },
	/* recommendations */
	{ "screen-7", "segscope recommend @ --models" },
	{ "item-page", "segscope recommend @ --item ITEM" },
	{ "segment-taste", "segscope recommend @ --segment SEGMENT" },
	{ "choose-recommender", "segscope recommend @ --model NAME --use" },
	{ "event-weights", "segscope recommend @ --weights WEIGHTS" },
	{ "test-recommender", "segscope evaluate @" },
	/* campaigns */
	{ "screen-8", "segscope campaign @" },
	{ "new-campaign", "segscope campaign @ --create NAME" },
	{ "campaign", "segscope campaign @ --show NAME" },
	{ "delete-campaign", "segscope campaign @ --delete NAME" },
	{ "campaign-from-segment", "segscope campaign @ --create NAME --segments SEGMENT" },
	{ "export-campaign", "segscope export @ NAME FILE" },
	{ "measure-campaign", "segscope measure @ NAME" },
	{ "campaign-uplift", "segscope uplift @ NAME" },
	{ "share-out-arms", "segscope arms @ NAME" },
	/* everywhere */
	{ "settings", "segscope settings" },
	{ NULL, NULL }
};

char *
seg_shell_word (const char *word)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:@+=,";

	return *word != '\0' && strspn (word, plain) == strlen (word) ? g_strdup (word) : g_shell_quote (word);
}

char *
seg_equivalent (const char *name, const char *path)
{
	for (const SegEquivalent *row = seg_equivalents; row->name != NULL; row++)
		if (strcmp (row->name, name) == 0) {
			g_autofree char *safe = g_strconcat (*path == '-' ? "./" : "", path, NULL), *file = seg_shell_word (safe);
			g_auto (GStrv) parts = g_strsplit (row->command, "@", 2);

			return g_strjoinv (file, parts);
		}
	return NULL;
}

#include <config.h>
#include "drafts.h"

static char *
name_of (const SegView *view, const char *title)
{
	return g_strconcat (view != NULL ? view->class->name : "", "\n", title, NULL);
}

void
seg_drafts_keep (SegApp *app, const SegView *view, const char *title, const char *text)
{
	if (*text == '\0')
		return;
	if (app->typed == NULL)
		app->typed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
	g_hash_table_replace (app->typed, name_of (view, title), g_strdup (text));
}

const char *
seg_drafts_find (const SegApp *app, const SegView *view, const char *title)
{
	g_autofree char *name = name_of (view, title);

	return app->typed != NULL ? g_hash_table_lookup (app->typed, name) : NULL;
}

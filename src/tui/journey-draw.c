/* How far the journey is: a line for each step that leaves something behind, with what that is. Below the files, where there is room. */
#include <config.h>
#include "import.h"
#include "screens.h"

#include <segscope/format.h>

#include <glib/gi18n.h>

#define LABEL 14 /* columns */

typedef char *(*Words) (const SegSession *session);

static char *
data_words (const SegSession *session)
{
	g_autofree char *n = seg_format_integer (session->info->n_sources);

	return g_strdup_printf (ngettext ("%s file was imported.", "%s files were imported.", (gulong) session->info->n_sources), n);
}

/* As the Quality step has it at the top. */
static char *
quality_words (const SegSession *session)
{
	GString *words;

	if (session->quality == NULL)
		return g_strdup (_("Not checked yet."));
	words = g_string_new (NULL);
	for (guint i = 0; i < session->quality->tables->len; i++) {
		const SegTableQuality *table = session->quality->tables->pdata[i];
		g_autofree char *score = seg_format_number (table->score, 0);

		g_string_append_printf (words, "%s%s %s", i > 0 ? " · " : "", g_str_equal (table->table, "user") ? _("users") : g_str_equal (table->table, "item") ? _("items") : _("events"), score);
	}
	g_string_append (words, _(" of 100"));
	return g_string_free (words, FALSE);
}

static char *
features_words (const SegSession *session)
{
	if (!session->has_features)
		return g_strdup (_("Not computed yet."));
	return g_strdup (session->features_stale ? _("Computed from data that have changed since.") : _("Computed from the data as they are."));
}

static char *
segments_words (const SegSession *session)
{
	g_autofree char *words = NULL;

	if (!session->has_segmentation)
		return g_strdup (_("None yet."));
	words = g_strdup_printf (ngettext ("\"%s\": %u segment", "\"%s\": %u segments", session->n_segments), session->segmentation_name, session->n_segments);
	return session->segmentation_stale ? g_strdup_printf (_("%s, of data that have changed since."), words) : g_strdup_printf (_("%s."), words);
}

static char *
campaigns_words (const SegSession *session)
{
	if (!session->has_campaign)
		return g_strdup (_("None yet."));
	return g_strdup_printf (session->campaign_stale ? _("The newest is \"%s\", of data that have changed since.") : _("The newest is \"%s\"."), session->campaign_name);
}

static const struct {
	const char *screen;
	Words       words;
} steps[] = {
	{ "data", data_words }, { "quality", quality_words }, { "features", features_words }, { "segments", segments_words }, { "campaigns", campaigns_words },
};

static const SegScreen *
screen_called (const char *name, guint *number)
{
	for (*number = 0; seg_screens[*number].class != NULL; ++*number)
		if (g_str_equal (seg_screens[*number].class->name, name))
			return &seg_screens[*number];
	return NULL;
}

void
seg_journey_draw (const SegSession *session, SegCells *cells, SegRect rect)
{
	if (rect.height < (int) G_N_ELEMENTS (steps) + 1 || session->info == NULL)
		return;
	seg_draw_text (cells, rect, 0, 0, SEG_INK_HEADING, _("How far you are"));
	for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
		SegRect line = { rect.x, rect.y + 1 + (int) i, rect.width, 1 };
		guint number;
		const SegScreen *screen = screen_called (steps[i].screen, &number);
		g_autofree char *words = steps[i].words (session);

		seg_draw_format (cells, line, 0, 0, SEG_INK_ACCENT, "%u", number + 1);
		seg_draw_fit (cells, line, 2, 0, LABEL, SEG_ALIGN_LEFT, SEG_INK_NORMAL, _(screen->label));
		seg_draw_text (cells, line, 3 + LABEL, 0, screen->state (session) == SEG_STEP_STALE ? SEG_INK_WARNING : SEG_INK_MUTED, words);
	}
}

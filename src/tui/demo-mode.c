#include <config.h>
#include "demo-mode.h"
#include "mask.h"

#include <segscope/personal.h>
#include <segscope/settings.h>

#include <glib/gi18n.h>
#include <string.h>

const SegBinding seg_bindings_demo[] = {
	{ SEG_KEY_PAGE_DOWN, SEG_ACTION_NEXT_STEP,     "demo-next-step",     N_("next step"), N_("Go to the next step, as the clicker of a presenter asks") },
	{ SEG_KEY_PAGE_UP,   SEG_ACTION_PREVIOUS_STEP, "demo-previous-step", NULL, N_("Go to the step before, as the clicker of a presenter asks") },
	{ 0, 0, NULL, NULL, NULL }
};

gboolean
seg_demo_is_on (void)
{
	return strcmp (seg_setting (SEG_SETTING_DEMO), "on") == 0;
}

void
seg_demo_toggle (SegApp *app)
{
	g_autoptr (GError) error = NULL;

	if (!seg_setting_set (SEG_SETTING_DEMO, seg_demo_is_on () ? "off" : "on", &error)) {
		seg_setting_use (SEG_SETTING_DEMO, seg_demo_is_on () ? "off" : "on");
		seg_app_say (app, "%s", error->message);
	} else
		seg_app_say (app, "%s", seg_demo_is_on () ? _("Demo mode: names are covered; PgDn goes to the next step; Ctrl-D ends it.") : _("Demo mode is off."));
	seg_demo_tend (app);
}

/* Reading the names -------------------------------------------------------------------------------------------------- */

typedef struct {
	char    *fingerprint; /* of the data they are of */
	SegMask *mask;
} Names;

static void
free_names (gpointer data)
{
	Names *names = data;

	g_free (names->fingerprint);
	seg_mask_free (names->mask);
	g_free (names);
}

static gboolean
read_names (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Names *names = data;
	g_autoptr (GPtrArray) values = NULL;

	seg_workspace_watch (workspace, job);
	values = seg_personal_values (workspace, job, error);
	seg_workspace_watch (workspace, NULL);
	if (values != NULL)
		names->mask = seg_mask_new (values);
	return values != NULL;
}

const SegWork seg_demo_work = { N_("reading names to cover them"), read_names, NULL, NULL, free_names, FALSE, FALSE };

void
seg_demo_take (SegApp *app, gpointer data)
{
	Names *names = data;

	seg_mask_free (app->mask);
	app->mask = g_steal_pointer (&names->mask);
	g_free (app->mask_of);
	app->mask_of = g_steal_pointer (&names->fingerprint);
}

/* Whether the mask knows the names of what is open now. */
static gboolean
is_ready (const SegApp *app)
{
	return app->workspace == NULL ? app->mask != NULL && app->mask_of == NULL
	       : app->mask != NULL && app->session->info != NULL && g_strcmp0 (app->mask_of, app->session->info->fingerprint) == 0;
}

void
seg_demo_tend (SegApp *app)
{
	Names *names;

	if (!seg_demo_is_on () || is_ready (app) || seg_work_queue_has (app->queue, NULL, &seg_demo_work))
		return;
	names = g_new0 (Names, 1);
	if (app->workspace == NULL) { /* only what is known by its looks */
		names->mask = seg_mask_new (NULL);
		seg_demo_take (app, names);
		free_names (names);
	} else if (app->session->info != NULL) {
		names->fingerprint = g_strdup (app->session->info->fingerprint);
		seg_work_queue_add (app->queue, NULL, &seg_demo_work, names);
	} else
		free_names (names);
}

/* Covering ------------------------------------------------------------------------------------------------------------ */

void
seg_demo_cover (SegApp *app, SegCells *cells)
{
	const SegRect screen = { 0, 0, cells->width, cells->height };
	SegRect middle = seg_rect_below (screen, 2);

	if (!seg_demo_is_on ())
		return;
	if (is_ready (app)) {
		seg_mask_cells (app->mask, cells, seg_rect_below (screen, 1));
		return;
	}
	middle.height = MAX (middle.height - 2, 0);
	seg_draw_clear (cells, middle, SEG_INK_NORMAL);
	seg_draw_text (cells, middle, 4, 2, SEG_INK_MUTED, _("Reading the names that demo mode covers ..."));
	app->cursor_x = -1;
}

char *
seg_demo_text (SegApp *app, const char *text)
{
	if (!seg_demo_is_on ())
		return g_strdup (text);
	return app->mask != NULL && is_ready (app) ? seg_mask_text (app->mask, text) : g_strdup ("***");
}
